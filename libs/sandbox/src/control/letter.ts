import { z } from 'zod';
import { mediaKinds } from '../handsets/attach.ts';
import type { Letter } from '../handsets/compose.ts';
import type { Network } from '../network.ts';
import { NotFound, Refused } from '../refused.ts';
import { groupServer, lidServer, parseJid, phoneServer, toJid } from '../wire/jid.ts';
import { phoneNumber, toTarget } from './shapes.ts';

const id = z.string().min(1);

const kinds = {
  text: z.string().min(1),
  media: z.strictObject({
    type: z.enum(mediaKinds),
    mimetype: z.string().min(1),
    base64: z.base64(),
    caption: z.string().optional(),
    filename: z.string().optional(),
  }),
  location: z.strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: z.string().optional(),
  }),
  contact: z.strictObject({ name: z.string().min(1), phone: phoneNumber }),
  poll: z.strictObject({
    question: z.string().min(1),
    options: z.array(z.string().min(1)).min(2).max(12),
    many: z.boolean().optional(),
  }),
  /** No option takes an earlier vote back. */
  vote: z.strictObject({ id, options: z.array(z.string()) }),
  /** An empty emoji takes an earlier reaction back. */
  reaction: z.strictObject({ id, emoji: z.string() }),
  edit: z.strictObject({ id, text: z.string().min(1) }),
  revoke: z.strictObject({ id }),
};

/** What somebody writes, as the control API takes it: exactly one of the kinds. */
export const letterBody = z.strictObject({
  to: z.string().min(1),
  replyTo: id.optional(),
  /** By which of its two names the writer shows itself to a person. */
  addressing: z.enum(['pn', 'lid']).optional(),
  ...z.object(kinds).partial().shape,
});

export type LetterBody = z.output<typeof letterBody>;

/** Throws `Refused` for none or several kinds, and `NotFound` where nobody is there to read it. */
export const toLetter = (network: Network, body: LetterBody): Letter => {
  const given = Object.entries(body).filter(([name, value]) => name in kinds && value !== undefined);
  if (given.length !== 1)
    throw new Refused(`a message is exactly one of ${Object.keys(kinds).join(', ')}; this one has ${given.length}`);
  const head = { to: toReader(network, body), replyTo: body.replyTo };
  const { text, media, location, contact, poll, vote, reaction, edit, revoke } = body;
  if (text !== undefined) return { ...head, kind: 'text', text };
  if (media !== undefined) {
    const { base64, ...described } = media;
    return { ...head, kind: 'media', media: { ...described, bytes: Buffer.from(base64, 'base64') } };
  }
  if (location !== undefined) return { ...head, kind: 'location', location };
  if (contact !== undefined) return { ...head, kind: 'contact', contact };
  if (poll !== undefined) return { ...head, kind: 'poll', poll };
  if (vote !== undefined) return { ...head, kind: 'vote', vote };
  if (reaction !== undefined) return { ...head, kind: 'reaction', reaction };
  if (edit !== undefined) return { ...head, kind: 'edit', edit };
  if (revoke !== undefined) return { ...head, kind: 'revoke', revoke };
  throw new Refused('a message says something');
};

const toReader = (network: Network, { to, addressing }: LetterBody): string => {
  const target = toTarget(to);
  if (parseJid(target).server === groupServer) {
    if (network.groups.find(target) === undefined) throw new NotFound(`there is no group ${to}`);
    return target;
  }
  const reader = network.directory.findByJid(target);
  if (reader === undefined) throw new NotFound(`nobody here has the number ${to}`);
  if (addressing === undefined) return target;
  return addressing === 'lid' ? toJid(reader.lid, lidServer) : toJid(reader.phone, phoneServer);
};
