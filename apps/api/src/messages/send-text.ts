import {
  type InputOf,
  type Message,
  message as messageSchema,
  no,
  type Result,
  type ResultOf,
  type sendText as operation,
  yes,
} from '@parley/contract';
import type { Dispatch, Signals } from '@parley/coordination';
import type { AcceptRefusal, NewMessage, Store } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { reachOf } from '../callers/reach-of.ts';
import type { Waits } from '../events/waits.ts';
import type { Once } from '../http/once.ts';
import type { Sender } from '../http/sender.ts';
import type { AcceptTogether } from './accept-together.ts';
import { originOf } from './origin-of.ts';
import { holdRecipient, parseRecipient } from './parse-recipient.ts';
import { sendOnce, type Sent } from './send-once.ts';
import { untilSent } from './until-sent.ts';

export type MessageDeps = {
  store: Store;
  dispatch: Dispatch;
  acceptTogether: AcceptTogether;
  signals: Signals;
  waits: Waits;
};

export const sendText = async (
  deps: MessageDeps,
  { caller, sender: { once, listener } }: { caller: Caller; sender: Sender },
  input: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const { to, dry_run: isDryRun = false, wait, timeout } = input;
  const phone = parseRecipient(to);
  if (phone === null) return no('recipient_invalid', { to: ['is too short or too long, or its country is unknown'] });
  holdRecipient(caller, phone);
  // Before it is accepted: who may not wait is refused whole.
  const over = wait === undefined || isDryRun ? null : deps.waits.enter(caller, listener.gone);

  const isPlain = once.key === null && !isDryRun;
  const sent = await (isPlain ? sendPlainly : sendByItself)(
    deps,
    { caller, once, isDryRun },
    toNewMessage(input, phone),
  );
  if (!sent.ok) return sent;
  const { answer, isReplayed } = sent.value;
  if (over === null || isReplayed) return yes(answer);

  const known = await untilSent(deps, { caller, message: answer, over, timeoutMs: timeout * 1_000 });
  if (once.key !== null) await keep(deps.store, { caller, key: once.key, answer: known });
  return yes(known);
};

type Asked = { caller: Caller; once: Once; isDryRun: boolean };
type SentText = Promise<Result<Sent<Message>, AcceptRefusal | 'idempotency_conflict'>>;

/** In one transaction with whatever else its caller sends at the moment. */
const sendPlainly = async ({ acceptTogether }: MessageDeps, { caller }: Asked, message: NewMessage): SentText => {
  const outcome = await acceptTogether(caller, message);
  return outcome.ok ? yes({ answer: outcome.message, isReplayed: false }) : no(outcome.code);
};

/** In a transaction of its own: its key may have to be waited for, or nothing of it is to be kept. */
const sendByItself = (deps: MessageDeps, { caller, once, isDryRun }: Asked, message: NewMessage): SentText => {
  const accepting = { messages: [message], origin: originOf(caller), batchUuid: null };
  return sendOnce(deps, { caller, once, isDryRun, schema: messageSchema }, async ({ messages }) => {
    const { outcomes, devices } = await messages.accept(accepting, reachOf(caller));
    const [outcome] = outcomes;
    if (outcome === undefined) throw new Error('A message was asked for, and nothing came of it.');
    if (!outcome.ok) return no(outcome.code);
    const answer: Message = isDryRun ? { ...outcome.message, dry_run: true } : outcome.message;
    return yes({ answer, devices, through: [answer.device] });
  });
};

export const toNewMessage = (
  {
    device,
    text,
    send_at,
    ttl,
    metadata,
  }: Pick<InputOf<typeof operation>, 'device' | 'text' | 'send_at' | 'ttl' | 'metadata'>,
  phone: string,
): NewMessage => ({
  device,
  phone,
  text,
  sendAt: send_at === undefined ? null : new Date(send_at),
  ttlSeconds: ttl ?? null,
  metadata: metadata ?? null,
});

/** What is answered now is what the same request is answered from now on; it was accepted with another answer. */
const keep = (store: Store, { caller, key, answer }: { caller: Caller; key: string; answer: Message }): Promise<void> =>
  store.forCaller(caller, ({ idempotency }) => idempotency.keep(key, { answer, devices: [answer.device] }));
