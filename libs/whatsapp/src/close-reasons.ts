import type { DeviceCondition } from '@parley/contract';
import { z } from 'zod';
import type { NextStep } from './session.ts';

/** How a connection came to its end. */
export type Closing =
  /** Baileys said so, with whatever it gives as the error. */
  | { how: 'closed'; error: unknown }
  /** The server answered the upgrade with a status of its own, of which Baileys says nothing. */
  | { how: 'refused_upgrade'; status: number }
  /** Nothing was heard for too long, or what was heard could not be read. */
  | { how: 'silent' | 'unreadable' }
  /** The device's proxy did not let us through. */
  | { how: 'proxy_refused' }
  /** The server took no pairing code for this number. */
  | { how: 'code_refused' }
  /** The network wants a passkey of whoever links. */
  | { how: 'passkey' }
  /** The vault took no more writes from us, or gave nothing. */
  | { how: 'not_recorded' }
  /** What the vault gave are no credentials. */
  | { how: 'keys_unusable' };

/** How a device is after its connection has ended, and what helps; `until` where the server told how long it lasts. */
export type Outcome = { condition: DeviceCondition; next: NextStep; until: Date | null };

export type Circumstances = {
  isLinked: boolean;
  /** Whether it had been open for a while. */
  wasSteady: boolean;
  at: Date;
};

/** The server wants a new connection of us, which is no trouble. */
export const isRestart = ({ condition }: Outcome): boolean => condition.reason === 'restarting';

/** What the end of a connection means. A device that was not linked yet has nothing to lose: its next try is a new one,
 * unless it is the whole program that is not wanted. */
export const outcomeOf = (closing: Closing, { isLinked, wasSteady, at }: Circumstances): Outcome => {
  const outcome = whateverItWas(closing, at);
  // One that was lost out of the blue is likely to be there again at once; one that never held is not.
  if (isLinked && wasSteady && outcome === connectionDropped) return { ...outcome, next: 'open_now' };
  return isLinked || closing.how === 'not_recorded' || isTrueOfAnybody(outcome) ? outcome : toUnlinked(outcome);
};

const whateverItWas = (closing: Closing, at: Date): Outcome => {
  switch (closing.how) {
    case 'closed':
      return toldBy(closing.error, at);
    case 'refused_upgrade':
      return connectionRefused;
    case 'proxy_refused':
      return proxyRefused;
    case 'silent':
      return notAnswering;
    case 'unreadable':
      return connectionLost;
    case 'code_refused':
      return codeRefused;
    case 'passkey':
      return { ...forPerson, condition: { state: 'link_blocked', reason: 'passkey_required' } };
    case 'not_recorded':
      return { ...connectionLost, next: 'check_lease_then_open' };
    case 'keys_unusable':
      return { ...forPerson, condition: { state: 'logged_out', reason: 'keys_lost' } };
  }
};

const forPerson = { next: 'wait_for_person', until: null } as const;
const later = { next: 'open_later', until: null } as const;

const connectionLost: Outcome = { ...later, condition: { state: 'disconnected', reason: 'connection_lost' } };
/** 428: the other side hung up, or the network between, without saying why. */
const connectionDropped: Outcome = { ...connectionLost };
const notAnswering: Outcome = { ...later, condition: { state: 'disconnected', reason: 'not_answering' } };
const connectionRefused: Outcome = { ...later, condition: { state: 'disconnected', reason: 'connection_refused' } };
const proxyRefused: Outcome = { ...later, condition: { state: 'disconnected', reason: 'proxy_refused' } };
const unavailable: Outcome = { ...later, condition: { state: 'disconnected', reason: 'whatsapp_unavailable' } };
/** The server wants a new connection each time that it has one. */
export const restartedInVain = unavailable;
const removed: Outcome = { ...forPerson, condition: { state: 'logged_out', reason: 'removed_on_phone' } };
const banned: Outcome = { ...forPerson, condition: { state: 'banned', reason: 'banned' } };
const outdated: Outcome = { ...forPerson, condition: { state: 'needs_human', reason: 'client_outdated' } };
const linkRanOut: Outcome = { ...forPerson, condition: { state: 'not_started', reason: 'link_ran_out' } };
const codeRefused: Outcome = { ...forPerson, condition: { state: 'not_started', reason: 'code_refused' } };
const unknownRefusal: Outcome = { ...forPerson, condition: { state: 'needs_human', reason: 'unknown_refusal' } };
const restarting: Outcome = {
  condition: { state: 'connecting', reason: 'restarting' },
  next: 'open_now',
  until: null,
};
const replaced: Outcome = {
  condition: { state: 'disconnected', reason: 'replaced' },
  next: 'check_lease_then_open',
  until: null,
};

/** The numbers that mean the same whatever comes with them. Any other that a server says is unknown to us. */
const byCode: Readonly<Record<number, Outcome>> = {
  401: removed,
  403: banned,
  405: outdated,
  408: notAnswering,
  428: connectionDropped,
  429: connectionRefused,
  440: replaced,
  // A stanza that Baileys could not make anything of, a TLS error, or a server in trouble: never a reason to throw keys
  // away.
  500: connectionLost,
  501: unavailable,
  503: unavailable,
  515: restarting,
};

const toldBy = (error: unknown, at: Date): Outcome => {
  const { code, message, conflict, attributes } = read(error);
  if (message.startsWith('QR refs attempts ended')) return linkRanOut;
  // What is said by name counts for more than the number: Baileys makes 440 of every conflict without one.
  if (conflict === 'device_removed') return removed;
  if (conflict === 'replaced') return replaced;
  if (code === null) return connectionLost;
  if (code === 402) return temporarilyBanned(attributes['expire'], at);
  // Said without a word of the server's: whoever answered could not prove to be WhatsApp.
  if (code === 400 && attributes['reason'] === undefined) return connectionRefused;
  return byCode[code] ?? unknownRefusal;
};

const maxBanSeconds = 10 * 365 * 86_400;

const temporarilyBanned = (expire: string | undefined, at: Date): Outcome => {
  const seconds = expire !== undefined && /^\d{1,10}$/u.test(expire) ? Number(expire) : 0;
  const condition: DeviceCondition = { state: 'restricted', reason: 'temporarily_banned' };
  return seconds > 0 && seconds <= maxBanSeconds
    ? { condition, next: 'open_later', until: new Date(at.getTime() + seconds * 1000) }
    : { ...forPerson, condition };
};

const isTrueOfAnybody = ({ condition: { state, reason } }: Outcome): boolean =>
  reason === 'restarting' ||
  state === 'needs_human' ||
  state === 'link_blocked' ||
  state === 'not_started' ||
  reason === 'keys_lost';

/** Nobody who is not linked can be logged out, replaced or banned: their linking came to nothing. */
const toUnlinked = ({ condition }: Outcome): Outcome => {
  if (condition.state === 'banned' || condition.state === 'restricted') return unknownRefusal;
  const isStill = condition.state === 'disconnected' && condition.reason !== 'replaced';
  return { condition: isStill ? condition : connectionLost.condition, next: 'fresh_credentials', until: null };
};

const attributesShape = z.record(z.string(), z.string());
const errorShape = z.object({
  message: z.string().catch(''),
  output: z.object({ statusCode: z.number().nullable().catch(null) }).catch({ statusCode: null }),
  data: z.unknown(),
});
const nodeShape = z.object({ tag: z.string(), attrs: attributesShape });

/** What Baileys put into the error: of a stream error its child as a node, of a refused login its attributes. */
const read = (
  error: unknown,
): { code: number | null; message: string; conflict: string | null; attributes: Record<string, string> } => {
  const said = errorShape.safeParse(error);
  if (!said.success) return { code: null, message: '', conflict: null, attributes: {} };
  const { message, output, data } = said.data;
  const node = nodeShape.safeParse(data);
  return {
    code: output.statusCode,
    message,
    conflict: node.success && node.data.tag === 'conflict' ? (node.data.attrs['type'] ?? null) : null,
    attributes: attributesShape.safeParse(data).data ?? {},
  };
};
