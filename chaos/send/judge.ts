import { isFinal } from '@parley/contract';
import { z } from 'zod';
import { findTwoHolders } from '../../tools/stack/ledger-checks.ts';
import { findBackward, type KeptMessage, readKept } from '../../tools/stack/message-checks.ts';
import type { Stack } from '../../tools/stack/start-stack.ts';
import { type Finding, none, percentile, told } from '../finding.ts';
import { readLedger } from '../sessions/ledger.ts';
import type { Load, Wish } from './load.ts';

type Judging = { stack: Stack; wishes: readonly Wish[]; contacts: readonly string[]; load: Load };

/** One message as a contact saw it. */
type Seen = { id: string; from: string; to: string; text: string; at: number };

/** What all contacts together saw, each in the order in which it did. */
export const readSeen = async ({
  stack: { sandbox },
  contacts,
}: Pick<Judging, 'stack' | 'contacts'>): Promise<Seen[]> => {
  const seen: Seen[] = [];
  for (const to of contacts) {
    const shown = seenSchema.parse(await sandbox.call('GET', `/contacts/${to}/messages`));
    for (const entry of shown) seen.push({ ...entry, to });
  }
  return seen;
};

const seenSchema = z.array(
  z.object({ id: z.string(), from: z.string(), text: z.string(), at: z.string().transform((at) => Date.parse(at)) }),
);

/** What the network saw is held against what was accepted; what our own tables say of it comes second. */
export const judge = async (judging: Judging): Promise<Finding[]> => {
  const { stack, wishes, load } = judging;
  const [seen, kept] = [await readSeen(judging), await readKept(stack.databaseUrl)];
  const accepted = new Map(kept.map((message) => [message.whatsappId, message]));
  const entriesOf = Map.groupBy(seen, ({ id }) => id);
  const ofText = Map.groupBy(seen, ({ text }) => text);
  const ledger = await readLedger(stack.sandbox, 0);
  const balances = await stack.store.forInstallation(({ checkBalances }) => checkBalances());
  const frames = Map.groupBy(
    ledger.filter(({ kind, id }) => kind === 'message' && accepted.has(id ?? '')),
    ({ id }) => id,
  );
  const repeated = [...frames.values()].filter(({ length }) => length > 1);
  const waits = kept.flatMap(({ whatsappId, acceptedAt }) =>
    (entriesOf.get(whatsappId) ?? []).map(({ at }) => at - acceptedAt),
  );
  const order = findDisorder(seen, accepted, new Set(repeated.map(([first]) => first?.id ?? '')));
  return [
    none('requests that were refused', load.refused),
    told('requests answered, and asked anew for want of an answer', `${load.answered}, ${load.askedAnew}`),
    told('keys asked once more and answered as before', `${load.replayed}`),
    none('keys answered otherwise the second time', load.otherwise),
    none(
      'wishes accepted not exactly once',
      kept.length === wishes.length ? [] : [`${kept.length} of ${wishes.length}`],
    ),
    none('accepted and never seen', kept.filter(({ whatsappId }) => !entriesOf.has(whatsappId)).map(describe)),
    none(
      'seen twice',
      [...entriesOf, ...ofText].filter(([, entries]) => entries.length > 1).map(([what]) => what),
    ),
    none(
      'seen and never accepted',
      [...entriesOf.keys()].filter((id) => !accepted.has(id)),
    ),
    none('left open', kept.filter(({ status }) => !isFinal(status)).map(describe)),
    none('ended otherwise than sent', kept.filter(({ status }) => isFinal(status) && !isSent(status)).map(describe)),
    none('statuses that went backwards', findBackward(kept)),
    none(
      'balances that are not what the rows say',
      balances.faults.map((fault) => JSON.stringify(fault)),
    ),
    none('out of order in their chat, of those sent once', order.disordered),
    told('out of order in their chat, of those sent again', `${order.steppedAside}`),
    none('devices on two connections at once', findTwoHolders(ledger)),
    told(
      'ids that took more than one frame',
      `${repeated.length}, at most ${Math.max(1, ...repeated.map(({ length }) => length))}`,
    ),
    told('from accept to seen: half, 95 %, worst', percentiles(waits)),
  ];
};

const isSent = (status: KeptMessage['status']): boolean => ['sent', 'delivered', 'read'].includes(status);

const describe = ({ id, devicePhone, phone, failure, history }: KeptMessage): string =>
  `${id} from ${devicePhone} to ${phone}: ${history.join(', ')}${failure === null ? '' : ` (${failure})`}`;

const percentiles = (waits: readonly number[]): string =>
  [50, 95, 100].map((percent) => `${(percentile(waits, percent) / 1_000).toFixed(2)} s`).join(', ');

/** In each chat, those seen after one that was accepted later. A message that is tried again steps aside; so does one for
 * which the recipient asked once more, since it could not read it. */
const findDisorder = (
  seen: readonly Seen[],
  accepted: ReadonlyMap<string, KeptMessage>,
  repeated: ReadonlySet<string>,
) => {
  const place = new Map([...accepted.keys()].map((id, position) => [id, position]));
  const disordered: string[] = [];
  let steppedAside = 0;
  for (const chat of Map.groupBy(seen, ({ from, to }) => `${from} ${to}`).values()) {
    let furthest = -1;
    for (const { id } of chat) {
      const message = accepted.get(id);
      const position = place.get(id) ?? -1;
      if (message === undefined) continue;
      const isOnce = message.attempts === 1 && !repeated.has(id);
      if (position < furthest && !isOnce) steppedAside += 1;
      else if (position < furthest) disordered.push(describe(message));
      if (isOnce) furthest = Math.max(furthest, position);
    }
  }
  return { disordered, steppedAside };
};
