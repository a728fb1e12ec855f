import { z } from 'zod';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { NotFound, Refused } from '../refused.ts';
import { groupServer, lidServer, parseJid, phoneServer, toJid } from '../wire/jid.ts';

const digitsOf = (written: string): string => written.replace(/[\s()+-]/gu, '');

/** A phone number: digits alone, whatever else it was written with. */
export const phoneNumber = z
  .string()
  .transform(digitsOf)
  .pipe(z.string().regex(/^[1-9]\d{4,14}$/u, 'a phone number has 5 to 15 digits'));

/** What people call themselves. */
export const ownName = z.string().trim().min(1).max(25);

/** Calls without a body may leave it out. */
export const nothing = z.strictObject({}).optional();

export const getAccount = ({ directory }: Network, phone: string | undefined): Account => {
  const found = directory.findByPhone(digitsOf(phone ?? ''));
  if (found === undefined) throw new NotFound(`nobody here has the number ${phone ?? ''}`);
  return found;
};

export const getPhone = (network: Network, phone: string | undefined): Account => {
  const found = getAccount(network, phone);
  if (found.kind !== 'phone') throw new NotFound(`${found.phone} is a contact, not a phone`);
  return found;
};

export const getContact = (network: Network, phone: string | undefined): Account => {
  const found = getAccount(network, phone);
  if (found.kind !== 'contact') throw new NotFound(`${found.phone} is a phone, not a contact`);
  return found;
};

/** The linked devices of somebody, as callers see them. */
export const linkedDevicesOf = ({ devices }: Account): { id: number; connected: boolean }[] =>
  [...devices.values()].map(({ id, connection }) => ({ id, connected: connection !== null }));

/** The jid of whoever is meant by digits, or of a group by its id, with or without its server. */
export const toTarget = (to: string): string => {
  const { user, server } = to.includes('@') ? parseJid(to) : addressOf(to.startsWith('+') ? digitsOf(to) : to);
  if (!/^\d{5,}(?:-\d+)?$/u.test(user) || ![phoneServer, lidServer, groupServer].includes(server))
    throw new Refused(`${to} is neither a number, in digits, nor the id of a group`);
  return toJid(user, server);
};

/** Ids of groups have more digits than any number of a phone. */
const addressOf = (user: string) => ({ user, server: /^\d{5,15}$/u.test(user) ? phoneServer : groupServer });

/** A count in the query; undefined where it is left out, or left empty. */
export const countOf = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^\d{1,15}$/u.test(text)) throw new Refused(`${name}: ${text} is not a whole number`);
  return Number(text);
};
