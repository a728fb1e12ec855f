import {
  type BatchItem,
  batchItem,
  type FailureCode,
  type FieldErrors,
  failures,
  type InputOf,
  type OutputOf,
  type ResultOf,
  sendBatch as operation,
  yes,
} from '@parley/contract';
import type { NewMessage, Store } from '@parley/store';
import { byTheirIds } from '../callers/by-their-ids.ts';
import type { Caller } from '../callers/caller.ts';
import { policyFaults } from '../callers/policy.ts';
import { reachOf } from '../callers/reach-of.ts';
import { fieldWords } from '../http/field-words.ts';
import { toFieldErrors } from '../http/input.ts';
import type { Once } from '../http/once.ts';
import { originOf } from '../messages/origin-of.ts';
import { parseRecipient } from '../messages/parse-recipient.ts';
import { sendOnce } from '../messages/send-once.ts';
import { type MessageDeps, toNewMessage } from '../messages/send-text.ts';

type Input = InputOf<typeof operation>;
type Answer = OutputOf<typeof operation>;
type Refused = { code: FailureCode; errors?: FieldErrors };
type Checked = { message: NewMessage } | Refused;

/** Accepts what is right of a batch in one transaction, and says of all else which one it is and why. */
export const sendBatch = async (
  deps: MessageDeps,
  { caller, input, once }: { caller: Caller; input: Input; once: Once },
): Promise<ResultOf<typeof operation>> => {
  const { dry_run: isDryRun = false } = input;
  const checked = await checkItems(deps.store, caller, input);
  const refused = new Map<number, Refused>();
  const wanted: { index: number; message: NewMessage }[] = [];
  for (const [index, item] of checked.entries()) {
    if ('message' in item) wanted.push({ index, message: item.message });
    else refused.set(index, item);
  }
  const accepting = {
    messages: wanted.map(({ message }) => message),
    origin: originOf(caller),
    refused: refused.size,
  };
  const schema = operation.output;
  const sent = await sendOnce<Answer, never>(deps, { caller, once, isDryRun, schema }, async ({ batches }) => {
    const { id, accepted, outcomes, devices } = await batches.accept(accepting, reachOf(caller));
    for (const [place, outcome] of outcomes.entries()) {
      const { index } = wanted[place] ?? {};
      if (!outcome.ok && index !== undefined) refused.set(index, { code: outcome.code });
    }
    const answer: Answer = {
      batch_id: isDryRun ? null : id,
      accepted,
      refused: [...refused].toSorted(([a], [b]) => a - b).map(toRefusal),
      ...(isDryRun && { dry_run: true }),
    };
    const through = new Set(outcomes.flatMap((outcome) => (outcome.ok ? [outcome.message.device] : [])));
    return yes({ answer, devices, through: [...through] });
  });
  return sent.ok ? yes(sent.value.answer) : sent;
};

const toRefusal = ([index, { code, errors }]: [number, Refused]): Answer['refused'][number] => ({
  index,
  code,
  message: failures[code].message,
  ...(errors && { errors }),
});

const checkItems = async (store: Store, caller: Caller, { messages, ...rest }: Input): Promise<Checked[]> => {
  const { dry_run: _, ...forAll } = rest;
  const parsed = messages.map((item) => parseItem(isObject(item) ? { ...forAll, ...item } : item));
  const named = [...new Set(parsed.flatMap((each) => ('item' in each ? [each.item.device] : [])))];
  const ids = await byTheirIds(store, caller, named);
  const idOf = new Map<string, unknown>(named.map((device, place) => [device, ids[place]]));
  return parsed.map((each) => {
    if (!('item' in each)) return each;
    const { item, phone } = each;
    const policy = policyFaults(caller.policy, { devices: [idOf.get(item.device)], chats: [`+${phone}`] });
    return policy.length > 0 ? { code: 'scope_missing', errors: { policy } } : { message: toNewMessage(item, phone) };
  });
};

const parseItem = (given: unknown): { item: BatchItem; phone: string } | Refused => {
  const { data: item, error } = batchItem.safeParse(given, { error: fieldWords });
  if (item === undefined) return { code: 'input_invalid', errors: error && toFieldErrors(error) };
  const phone = parseRecipient(item.to);
  if (phone !== null) return { item, phone };
  return { code: 'recipient_invalid', errors: { to: ['is too short or too long, or its country is unknown'] } };
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
