import { z } from 'zod';
import type { Network } from '../network.ts';
import type { Remembered } from '../phones/import-history.ts';
import { Refused } from '../refused.ts';
import { groupServer, parseJid } from '../wire/jid.ts';
import { phoneNumber, toTarget } from './shapes.ts';

/** What was said on a phone before it was on this network. `from` is for groups: who wrote it. */
export const history = z.array(
  z.strictObject({
    chat: z.string().min(1),
    fromMe: z.boolean(),
    text: z.string().min(1),
    at: z.iso.datetime({ offset: true }),
    from: phoneNumber.optional(),
  }),
);

export const toRemembered = ({ groups }: Network, said: z.output<typeof history>): Remembered[] =>
  said.map(({ chat, at, ...rest }) => {
    const jid = toTarget(chat);
    if (parseJid(jid).server === groupServer && groups.find(jid) === undefined)
      throw new Refused(`there is no group ${chat}`);
    return { ...rest, chat: jid, at: new Date(at) };
  });
