import { withinMs } from '@parley/runtime';
import {
  type FullJid,
  type GroupMetadata,
  isLidUser,
  jidDecode,
  jidEncode,
  jidNormalizedUser,
  type WASocket,
} from '@whiskeysockets/baileys';
import { askDevices, askNumber, type AskedNumber, type PeopleSocket } from './ask-people.ts';
import type { DeviceCache } from './device-cache.ts';
import { createRecent } from './recent.ts';
import type { CheckedNumber, Recipient } from './session.ts';
import { isNotRecorded } from './vault-state.ts';

/** Finds out where a message is to go before it is sent, so that the sending itself asks nothing. */
export type Recipients = {
  /** Either all that the sending needs is known, and stays so until `release`, or it says why not. Nothing has left by
   * then. */
  prepare: (socket: AskedSocket, to: Recipient) => Promise<Prepared>;
  /** What was learned of a group to send to it: for the socket's `cachedGroupMetadata`, so that Baileys does not ask the
   * same again while the device's other sends wait. */
  findGroup: (group: string) => Promise<GroupMetadata | undefined>;
  /** Asks anew each time; null where nobody answers in time. */
  check: (socket: PeopleSocket, phone: string) => Promise<CheckedNumber | null>;
};

export type Prepared =
  | { ok: true; jid: string; release: () => void }
  | { ok: false; why: 'not_on_whatsapp' | 'recipient_unreachable' | 'not_recorded' };

export type AskedSocket = PeopleSocket & Pick<WASocket, 'assertSessions' | 'groupMetadata'>;

export type RecipientLimits = {
  /** How long one question may take. Shorter than the socket's own `defaultQueryTimeoutMs`: where that passes, Baileys
   * takes silence for "no devices". */
  questionMs?: number;
  /** How many numbers, and for how long, are taken to be on WhatsApp still. */
  numbers?: number;
  keptMs?: number;
  now?: () => number;
};

/** `devices` has to be the `userDevicesCache` of each socket that is asked. */
export const createRecipients = (
  devices: DeviceCache,
  { questionMs = 8000, numbers = 20_000, keptMs = 24 * 60 * 60_000, now = Date.now }: RecipientLimits = {},
): Recipients => {
  /** By number, the address that WhatsApp answers with: it may differ by a digit, as in Brazil. */
  const onWhatsApp = createRecent<string>({ limit: numbers, keptMs, now });
  const groups = createRecent<GroupMetadata>({ limit: remembered, keptMs: 60_000, now });
  /** What is being asked, by whom: a socket that has ended is never answered. */
  const asking = new WeakMap<AskedSocket, Once>();

  const findNumber = async (socket: AskedSocket, phone: string): Promise<string | null> => {
    const known = onWhatsApp.get(phone);
    if (known !== undefined) return known;
    const asked = await ask(socket, phone);
    return asked.onWhatsApp ? asked.jid : null;
  };

  const ask = async (socket: PeopleSocket, phone: string): Promise<AskedNumber> => {
    const asked = await withinMs(questionMs, askNumber(socket, phone));
    if (asked.onWhatsApp) onWhatsApp.set(phone, asked.jid);
    else onWhatsApp.delete(phone);
    return asked;
  };

  const findMembers = async (socket: AskedSocket, group: string): Promise<string[]> => {
    const found = await withinMs(questionMs, socket.groupMetadata(group));
    groups.set(group, found);
    return found.participants.map(({ id }) => jidNormalizedUser(id));
  };

  /** Learns the devices, and the keys of those we have none of, with nobody waiting behind the question. */
  const learnDevices = async (socket: AskedSocket, people: string[]): Promise<void> => {
    const pinned = devices.pin(people.map(userOf));
    try {
      const unknown = people.filter((jid) => pinned.isUnknown(userOf(jid)));
      if (unknown.length > 0)
        await withinMs(
          questionMs,
          askDevices(socket, unknown, (found) => {
            for (const [user, own] of found) devices.set(user, own);
          }),
        );
      const found = people.flatMap((jid) => devices.get<FullJid[]>(userOf(jid)) ?? []);
      const addresses = found.map(({ user, server, device }) => jidEncode(user, server, device));
      const others = addresses.filter((jid) => jid !== socket.user?.id && jid !== socket.user?.lid);
      await withinMs(questionMs, socket.assertSessions(others));
    } finally {
      pinned.release();
    }
  };

  const prepare = async (socket: AskedSocket, to: Recipient): Promise<Prepared> => {
    const jid = 'group' in to ? to.group : await findNumber(socket, to.phone);
    if (jid === null) return { ok: false, why: 'not_on_whatsapp' };
    const members = 'group' in to ? await findMembers(socket, jid) : [jid];
    const own = ownAddress(socket, members);
    const once = asking.get(socket) ?? createOnce();
    asking.set(socket, once);
    const { release } = devices.pin([own, ...members].map(userOf));
    try {
      await Promise.all([once(own, () => learnDevices(socket, [own])), once(jid, () => learnDevices(socket, members))]);
      const withoutDevices = members.map(userOf).filter((user) => !devices.hasDevices(user));
      if ('phone' in to && withoutDevices.length > 0) {
        onWhatsApp.delete(to.phone);
        throw new Error('this number has no devices');
      }
      // Whoever in a group has none has been asked for: that is not to happen again while others wait.
      for (const user of withoutDevices) devices.set(user, []);
      return { ok: true, jid, release };
    } catch (error) {
      release();
      throw error;
    }
  };

  return {
    prepare: (socket, to) =>
      prepare(socket, to).catch(
        // That our own vault is away says nothing of whom the message is for.
        (error: unknown): Prepared => ({
          ok: false,
          why: isNotRecorded(error) ? 'not_recorded' : 'recipient_unreachable',
        }),
      ),
    findGroup: async (group) => groups.get(group),
    check: async (socket, phone) => {
      try {
        const asked = await ask(socket, phone);
        return { onWhatsApp: asked.onWhatsApp, lid: asked.onWhatsApp ? asked.lid : null };
      } catch {
        return null;
      }
    },
  };
};

/** Of so many groups it is known for a minute who is in them. */
const remembered = 500;

/** Whoever asks what is being asked already waits for that answer. */
type Once = (question: string, ask: () => Promise<void>) => Promise<void>;

const createOnce = (): Once => {
  const asking = new Map<string, Promise<void>>();
  return (question, ask) => {
    const asked = asking.get(question) ?? ask().finally(() => asking.delete(question));
    asking.set(question, asked);
    return asked;
  };
};

const userOf = (jid: string): string => jidDecode(jid)?.user ?? jid;

/** Our own address of the kind that the others have: our other devices get a copy. */
const ownAddress = ({ user }: AskedSocket, others: readonly string[]): string =>
  jidNormalizedUser(others.some((jid) => isLidUser(jid) === true) ? (user?.lid ?? user?.id) : user?.id);
