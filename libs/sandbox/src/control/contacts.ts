import { z } from 'zod';
import { makeContact } from '../contacts/make-contact.ts';
import { manual, ordinary } from '../contacts/manners.ts';
import { reinstall } from '../contacts/reinstall.ts';
import type { Account } from '../directory/account.ts';
import { compose } from '../handsets/compose.ts';
import { checkMayWrite } from '../groups/may-write.ts';
import type { Shown } from '../handsets/shown.ts';
import type { Network } from '../network.ts';
import { NotFound, Refused } from '../refused.ts';
import { call, type ControlCall } from './call.ts';
import { letterBody, toLetter } from './letter.ts';
import { getContact, nothing, phoneNumber } from './shapes.ts';

export const contactCalls: readonly ControlCall[] = [
  call({
    method: 'POST',
    path: '/contacts',
    body: z.strictObject({
      phone: phoneNumber,
      name: z.string().min(1).optional(),
      onWhatsApp: z.boolean().default(true),
      receipts: z.enum(['auto', 'manual']).default('auto'),
    }),
    answer: (network, { body }) => {
      const { phone, lid } = makeContact(network, {
        phone: body.phone,
        isOnWhatsApp: body.onWhatsApp,
        ...(body.name === undefined ? {} : { name: body.name }),
        manner: body.receipts === 'manual' ? manual : ordinary,
      });
      return { phone, lid };
    },
  }),
  call({
    method: 'GET',
    path: '/contacts/:phone',
    body: nothing,
    answer: (network, { params }) => {
      const contact = getContact(network, params['phone']);
      const { phone, lid, name, isOnWhatsApp, profile } = contact;
      return {
        phone,
        lid,
        name,
        onWhatsApp: isOnWhatsApp,
        about: profile.about.text,
        presence: seenBy(network, contact),
      };
    },
  }),
  call({
    method: 'GET',
    path: '/contacts/:phone/messages',
    body: nothing,
    // What it saw, that is, what came to it; with `own=true` what it wrote itself as well, each with its status.
    answer: async (network, { params, query }) => {
      const { phone, handset } = getContact(network, params['phone']);
      await handset.settled();
      const entries = since(handset.shown, query.get('since'));
      return query.get('own') === 'true' ? entries : entries.filter(({ from }) => from !== phone);
    },
  }),
  call({
    method: 'POST',
    path: '/contacts/:phone/messages',
    body: letterBody,
    answer: async (network, { params, body }) => {
      const account = getContact(network, params['phone']);
      if (!account.isOnWhatsApp) throw new Refused(`${account.phone} is not on WhatsApp, so it cannot write`);
      const letter = toLetter(network, body);
      checkMayWrite(network, account, letter.to);
      return { id: await account.handset.write({ to: letter.to, message: compose(network, account, letter) }) };
    },
  }),
  call({
    method: 'POST',
    path: '/contacts/:phone/receipts',
    body: z.strictObject({ id: z.string().min(1), type: z.enum(['delivered', 'read', 'played']) }),
    answer: async (network, { params, body: { id, type } }) => {
      const { phone, handset } = getContact(network, params['phone']);
      await handset.settled();
      const found = handset.screen.findById(id)?.shown;
      if (found === undefined || found.from === phone) throw new NotFound(`nothing with the id ${id} came to ${phone}`);
      handset.confirm(found, type);
      return {};
    },
  }),
  call({
    method: 'POST',
    path: '/contacts/:phone/reinstall',
    // Whether the network tells those who know the contact; a client that was offline would hear of it late or never.
    body: z.strictObject({ isAnnounced: z.boolean().default(true) }).default({ isAnnounced: true }),
    answer: (network, { params, body }) => {
      reinstall(network, getContact(network, params['phone']), body);
      return {};
    },
  }),
];

/** What came after an entry, named by its id, or after a time: ISO, or in milliseconds, of which 0 is before everything. */
const since = (entries: readonly Shown[], last: string | null): readonly Shown[] => {
  if (last === null || last === '') return entries;
  const at = entries.findLastIndex(({ id }) => id === last);
  if (at !== -1) return entries.slice(at + 1);
  const time = timeOf(last);
  if (Number.isNaN(time)) throw new Refused(`since: ${last} is neither an id seen here nor a time`);
  return entries.filter((entry) => Date.parse(entry.at) > time);
};

const timeOf = (text: string): number => {
  if (/^\d{1,15}$/u.test(text)) return Number(text);
  // The plus of an offset is a space in a query unless it is encoded.
  return /^\d{4}-/u.test(text) ? Date.parse(text.replace(' ', '+')) : Number.NaN;
};

/** What the telephone of a contact last saw of others: whether they are there, or write. */
const seenBy = (network: Network, { lid }: Account) =>
  [...network.presences.seenBy(lid)].map(([of, seen]) => ({
    of: network.directory.findByLid(of)?.phone ?? of,
    ...seen,
  }));
