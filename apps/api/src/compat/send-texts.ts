import { compatSendText as operation, type InputOf, no, type ResultOf, yes } from '@parley/contract';
import type { Caller } from '../callers/caller.ts';
import { reachOf } from '../callers/reach-of.ts';
import type { Once } from '../http/once.ts';
import { originOf } from '../messages/origin-of.ts';
import { holdRecipient } from '../messages/parse-recipient.ts';
import { sendOnce } from '../messages/send-once.ts';
import { type MessageDeps, toNewMessage } from '../messages/send-text.ts';
import { parsePhones } from './parse-phones.ts';

type Asked = { caller: Caller; once: Once };

/** Accepts the text for all of the numbers, or for none: one that is bad, or for which there is no room, undoes all. */
export const sendTexts = async (
  deps: MessageDeps,
  { caller, once }: Asked,
  { sender_device: device, phone, message: text }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const phones = parsePhones(phone);
  if (!phones.ok) return phones;
  for (const digits of phones.value) holdRecipient(caller, digits);
  const accepting = {
    messages: phones.value.map((digits) => toNewMessage({ device, text }, digits)),
    origin: originOf(caller),
    batchUuid: null,
  };
  const { output: schema } = operation;
  const sent = await sendOnce(deps, { caller, once, isDryRun: false, schema }, async ({ messages }) => {
    const { outcomes, devices } = await messages.accept(accepting, reachOf(caller));
    const accepted = [];
    for (const outcome of outcomes) {
      if (!outcome.ok) return no(outcome.code);
      accepted.push(outcome.message);
    }
    const data = accepted.map(({ id, to, status }) => ({ id, phone: to?.slice(1) ?? '', status }));
    const answer = { success: true as const, message: `Message will be sent to ${data.length} phone numbers`, data };
    return yes({ answer, devices, through: [...new Set(accepted.map((message) => message.device))] });
  });
  return sent.ok ? yes(sent.value.answer) : sent;
};
