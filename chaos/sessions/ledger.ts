import { type LedgerEntry, ledgerSchema } from '../../tools/stack/ledger-checks.ts';
import type { SandboxChild } from '../../tools/stack/sandbox-child.ts';

/** What the network itself wrote down since an entry. */
export const readLedger = async ({ call }: SandboxChild, since: number): Promise<LedgerEntry[]> =>
  ledgerSchema.parse(await call('GET', `/ledger?since=${since}`));

export const lastSeq = async (sandbox: SandboxChild): Promise<number> =>
  (await readLedger(sandbox, 0)).at(-1)?.seq ?? 0;

/** For each account whose connection ended or began: when it last logged in, counted from the break. Infinity where it
 * did not. */
export const findReopened = (entries: readonly LedgerEntry[], brokenAt: number): number[] => {
  const reopened = new Map<string, number>();
  for (const { kind, account, at } of entries) {
    if (account === null) continue;
    if (kind === 'close' && !reopened.has(account)) reopened.set(account, Number.POSITIVE_INFINITY);
    if (kind === 'login') reopened.set(account, at - brokenAt);
  }
  return [...reopened.values()];
};

/** The accounts that logged in anew while their connection before was still open. */
export const findEarlyLogins = (entries: readonly LedgerEntry[]): string[] => {
  const first = new Map<string, LedgerEntry['kind']>();
  for (const { kind, account } of entries)
    if (account !== null && (kind === 'login' || kind === 'close') && !first.has(account)) first.set(account, kind);
  return [...first].filter(([, kind]) => kind === 'login').map(([account]) => account);
};
