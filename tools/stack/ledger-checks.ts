import { z } from 'zod';

// What the sandbox's ledger says of devices whose workers come and go. It is about accounts with one linked device.

/** The ledger as the control API answers it. */
export const ledgerSchema = z.array(
  z.object({
    seq: z.number(),
    at: z.string().transform((text) => Date.parse(text)),
    kind: z.enum(['connect', 'login', 'close', 'message', 'receipt']),
    account: z.string().nullable(),
    connection: z.number(),
    id: z.string().optional(),
    to: z.string().optional(),
    code: z.number().optional(),
  }),
);
export type LedgerEntry = z.output<typeof ledgerSchema>[number];

/** Two connections of one device at once are its earlier and its later holder: the earlier is to be closed by then, or
 * at once. */
const atOnceMs = 1_000;

/** Everything that two holders of one device at a time would do: a connection that stays open when another begins, and
 * whatever is said on it from then on. */
export const findTwoHolders = (ledger: readonly LedgerEntry[]): string[] => {
  const closedAt = new Map(ledger.filter(({ kind }) => kind === 'close').map(({ connection, at }) => [connection, at]));
  const current = new Map<string, number>();
  return ledger.flatMap((entry) => {
    const { kind, account, connection, at, seq } = entry;
    if (account === null) return [];
    const before = current.get(account);
    if (kind === 'login') {
      current.set(account, connection);
      if (before === undefined || (closedAt.get(before) ?? Infinity) <= at + atOnceMs) return [];
      return [`${seq}: ${account} logged in, and its earlier connection stayed open`];
    }
    const isSaid = kind === 'message' || (kind === 'receipt' && entry.to !== undefined);
    return isSaid && connection !== before ? [`${seq}: ${account} spoke on an earlier connection`] : [];
  });
};

/** The accounts that have an open connection at the end. */
export const findOpen = (ledger: readonly LedgerEntry[]): Set<string> => {
  const open = new Map<number, string>();
  for (const { kind, account, connection } of ledger) {
    if (kind === 'login' && account !== null) open.set(connection, account);
    if (kind === 'close') open.delete(connection);
  }
  return new Set(open.values());
};

/** For how long each account was away, each time: from the close of its connection to its next login. */
export const findGaps = (ledger: readonly LedgerEntry[]): { account: string; gapMs: number }[] => {
  const current = new Map<string, number>();
  const awaySince = new Map<string, number>();
  return ledger.flatMap(({ kind, account, connection, at }) => {
    if (account === null) return [];
    // An earlier connection may be closed after the one that followed it.
    if (kind === 'close' && (current.get(account) ?? connection) === connection) awaySince.set(account, at);
    if (kind !== 'login') return [];
    const since = awaySince.get(account);
    current.set(account, connection);
    awaySince.delete(account);
    return since === undefined ? [] : [{ account, gapMs: at - since }];
  });
};

/** Lines of a log that say that keys and what was sealed with them do not fit together. */
export const findKeyTrouble = (log: string): string[] =>
  log.split('\n').filter((line) => /bad mac|no matching sessions|failed to decrypt|messagecountererror/iu.test(line));
