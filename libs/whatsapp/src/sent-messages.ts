import { AsyncLocalStorage } from 'node:async_hooks';
import { withinMs } from '@parley/runtime';
import {
  jidDecode,
  jidNormalizedUser,
  proto,
  type UserFacingSocketConfig,
  type WAMessageContent,
  type WAMessageKey,
} from '@whiskeysockets/baileys';
import type { SessionTimes } from './session-times.ts';
import type { Vault, VaultChange } from './vault.ts';
import type { VaultState } from './vault-state.ts';

/** The message that Baileys is making, for what is called while it does. */
type Sending = { id: string; jid: string; isKept: boolean };

const sending = new AsyncLocalStorage<Sending>();

/** Whatever message `send` sends first is kept as this one, for whom it is sent to. */
export const keepAsSent = <Result>(message: { id: string; jid: string }, send: () => Result): Result =>
  sending.run({ ...message, isKept: false }, send);

export type SentMessagesOptions = {
  vault: Pick<Vault, 'findKeys'>;
  state: Pick<VaultState, 'auth' | 'writeAlong'>;
  times: Pick<SessionTimes, 'sentMs' | 'findSentMs'>;
  now?: () => number;
};

/**
 * What a device has sent, so that a recipient who cannot read it can have it once more, from whichever process holds the
 * device by then. It is written in the commit of the keys that it was encrypted with; Baileys' own memory of it ends with
 * the socket. For the socket's configuration.
 */
export const createSentMessages = ({
  vault,
  state,
  times,
  now = Date.now,
}: SentMessagesOptions): Pick<UserFacingSocketConfig, 'getMessage' | 'patchMessageBeforeSending'> => {
  const isSameChat = async (one: string, other: string): Promise<boolean> => {
    const [a, b] = [jidNormalizedUser(one), jidNormalizedUser(other)];
    const [userOfA, userOfB] = [jidDecode(a)?.user ?? a, jidDecode(b)?.user ?? b];
    if (a === b) return true;
    // Somebody who is written to by number may answer by LID, and the other way round.
    const known = await state.auth.keys.get('lid-mapping', [userOfA, userOfB]);
    return known[userOfA] === userOfB || known[userOfB] === userOfA;
  };

  const find = async ({ id, remoteJid }: WAMessageKey): Promise<WAMessageContent | undefined> => {
    if (typeof id !== 'string' || typeof remoteJid !== 'string') return undefined;
    const bytes = (await vault.findKeys(kind, [id])).get(id);
    if (bytes === undefined) return undefined;
    const { key, message, messageTimestamp } = proto.WebMessageInfo.decode(bytes);
    if (message === null || message === undefined || Number(messageTimestamp) * 1000 + times.sentMs <= now())
      return undefined;
    // Whoever knows the id of somebody else's message is not told what stands in it.
    return (await isSameChat(key?.remoteJid ?? '', remoteJid)) ? message : undefined;
  };

  return {
    patchMessageBeforeSending: (message) => {
      const own = sending.getStore();
      if (own !== undefined && !own.isKept) {
        own.isKept = true;
        state.writeAlong(toKey(own, message, { at: now(), ...times }));
      }
      return message;
    },
    // Baileys hears no other receipt while it waits for this.
    getMessage: (key) => withinMs(times.findSentMs, find(key)).catch(() => undefined),
  };
};

const kind = 'sent-message';

const toKey = (
  { id, jid }: Sending,
  message: proto.IMessage,
  { at, sentMs }: { at: number; sentMs: number },
): VaultChange['keys'][number] => {
  const key = { id, remoteJid: jid, fromMe: true };
  const bytes = proto.WebMessageInfo.encode({ key, message, messageTimestamp: Math.floor(at / 1000) }).finish();
  return { kind, id, value: Buffer.from(bytes), expiresAt: new Date(at + sentMs) };
};
