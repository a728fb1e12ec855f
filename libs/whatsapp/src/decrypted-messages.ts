import { createHash } from 'node:crypto';
import { DEFAULT_CONNECTION_CONFIG, type UserFacingSocketConfig } from '@whiskeysockets/baileys';
import type { Vault, VaultChange } from './vault.ts';
import type { VaultState } from './vault-state.ts';

export type DecryptedMessagesOptions = {
  vault: Pick<Vault, 'findKeys'>;
  state: Pick<VaultState, 'writeAlong' | 'auth'>;
  /** Told of what was decrypted: what it answers is written in the same commit too. */
  toKeep: (encrypted: Uint8Array, text: Uint8Array) => VaultChange['keys'];
  now?: () => number;
};

/**
 * What a device was sent, as it was decrypted. Its keys open a message once only, and are used up in Postgres before
 * anybody was told of the message, or whoever wrote it that it has arrived. Where a session ends in between, WhatsApp
 * hands the message over again, and Baileys would refuse it as one it cannot read: nobody would ever see it. So it is
 * written in the commit of the keys that it was decrypted with, and found again. For the socket's configuration.
 */
export const createDecryptedMessages = ({
  vault,
  state,
  toKeep,
  now = Date.now,
}: DecryptedMessagesOptions): Pick<UserFacingSocketConfig, 'makeSignalRepository'> => ({
  makeSignalRepository: (auth, ...rest) => {
    const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(auth, ...rest);
    const { keys } = auth;
    /** That of what is sent: its conversations are written down after it has left, and whoever read one in between, to
     * open an answer, would undo that. */
    const lockOf = (jid: string): string => state.auth.creds.me?.id ?? jid;

    const remember = async ({ id, lock, encrypted, decrypt }: Decrypting): Promise<Uint8Array> => {
      const write = async (): Promise<Uint8Array> => {
        const text = await decrypt();
        state.writeAlong({ kind, id, value: Buffer.from(text), expiresAt: new Date(now() + keptMs) });
        for (const key of toKeep(encrypted, text)) state.writeAlong(key);
        return text;
      };
      try {
        // In the same commit: what Baileys begins inside belongs to it.
        return await ('transaction' in keys ? keys.transaction(write, lock) : decrypt());
      } catch (error) {
        const known = (await vault.findKeys(kind, [id])).get(id);
        if (known === undefined) throw error;
        return known;
      }
    };

    return {
      ...repository,
      injectE2ESession: (begun) => {
        const begin = (): Promise<void> => repository.injectE2ESession(begun);
        return 'transaction' in keys ? keys.transaction(begin, lockOf(begun.jid)) : begin();
      },
      decryptMessage: (message) =>
        remember({
          id: idOf(message.jid, message.ciphertext),
          lock: lockOf(message.jid),
          encrypted: message.ciphertext,
          decrypt: () => repository.decryptMessage(message),
        }),
      decryptGroupMessage: (message) =>
        remember({
          id: idOf(`${message.group} ${message.authorJid}`, message.msg),
          lock: message.group,
          encrypted: message.msg,
          decrypt: () => repository.decryptGroupMessage(message),
        }),
    };
  },
});

type Decrypting = { id: string; lock: string; encrypted: Uint8Array; decrypt: () => Promise<Uint8Array> };

/** Of whom it is and what was encrypted: no two messages are encrypted to the same. */
const idOf = (from: string, encrypted: Uint8Array): string =>
  createHash('sha256').update(from).update('\0').update(encrypted).digest('base64url');

const kind = 'decrypted-message';
/** WhatsApp hands over again what was not confirmed as soon as the device is back. */
const keptMs = 24 * 60 * 60_000;
