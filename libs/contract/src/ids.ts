import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';

// An id on the wire is its kind, an underscore and a UUIDv7 in Crockford's base 32, in lower case:
// `ten_01jd3k…`, 26 characters that sort as they were made. Postgres keeps the bare UUID.

/** What there are ids of. */
export const idKinds = {
  ten: 'tenant',
  mem: 'member',
  log: 'login',
  inv: 'invitation',
  cod: 'mailed code',
  tok: 'token',
  dev: 'device',
  msg: 'message',
  cht: 'chat',
  con: 'contact',
  bat: 'batch',
  evt: 'event',
  ent: "entry of a device's log",
  rec: 'record of the audit log',
} as const;

export type IdKind = keyof typeof idKinds;

/** Branded by its own spelling: a tenant's id does not pass for a token's. */
export type Id<K extends IdKind> = `${K}_${string}`;
export type TenantId = Id<'ten'>;
export type TokenId = Id<'tok'>;
export type MemberId = Id<'mem'>;
export type LoginId = Id<'log'>;
export type InvitationId = Id<'inv'>;
export type DeviceId = Id<'dev'>;
export type MessageId = Id<'msg'>;
export type ChatId = Id<'cht'>;
export type BatchId = Id<'bat'>;

export const idSchema = <K extends IdKind>(kind: K) =>
  z.templateLiteral([kind, '_', z.string().regex(/^[0-7][0-9a-hjkmnp-tv-z]{25}$/)], `must be an id, like ${kind}_…`);

export const newId = <K extends IdKind>(kind: K): Id<K> => toId(kind, uuidv7());

/** The id of a UUID that Postgres gave us. */
export const toId = <K extends IdKind>(kind: K, uuid: string): Id<K> => {
  let rest = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let digits = '';
  for (let place = 0; place < 26; place += 1) {
    digits = `${base32Digits.charAt(Number(rest & 31n))}${digits}`;
    rest >>= 5n;
  }
  return `${kind}_${digits}`;
};

/** The UUID inside an id. */
export const toUuid = (id: Id<IdKind>): string => {
  const digits = id.slice(id.indexOf('_') + 1);
  let value = 0n;
  for (const digit of digits) value = (value << 5n) | BigInt(base32Digits.indexOf(digit));
  const hex = value.toString(16).padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

/** Crockford's 32 digits: no i, l, o or u, so that what is read aloud or typed by hand survives. */
export const base32Digits = '0123456789abcdefghjkmnpqrstvwxyz';
