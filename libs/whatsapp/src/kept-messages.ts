import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { IncomingMessage, KeptAs, SessionEvent } from './session.ts';
import type { Vault, VaultChange } from './vault.ts';

// A message is confirmed to its writer before anybody else hears of it here. So it is kept, in the commit of the keys that
// it was decrypted with, until whoever records messages has it; a session begins by telling what is left of an earlier one.

export const keptAs = ({ id, by, chat }: IncomingMessage): KeptAs => ({
  kind,
  id: createHash('sha256')
    .update(JSON.stringify([chat.phone, chat.lid, by, id]))
    .digest('base64url'),
});

export const toKept = (message: IncomingMessage, now: number): VaultChange['keys'][number] => ({
  ...keptAs(message),
  value: Buffer.from(JSON.stringify(message)),
  expiresAt: new Date(now + keptMs),
});

/** What was received and not recorded, in the order in which it was written. */
export const findKept = async (
  vault: Pick<Vault, 'listKeys'>,
): Promise<Extract<SessionEvent, { kind: 'message' }>[]> => {
  const kept = [...(await vault.listKeys(kind))].flatMap(([id, bytes]) => {
    // Whatever an earlier version wrote in another way keeps no session from being opened.
    const { data } = keptShape.safeParse(JSON.parse(bytes.toString()));
    return data === undefined ? [] : [{ kind: 'message' as const, message: data, keptAs: { kind, id } }];
  });
  return kept.toSorted((a, b) => a.message.at.getTime() - b.message.at.getTime());
};

const kind = 'unrecorded-message';
/** Longer than any outage of ours; after that nobody waits for it any more. */
const keptMs = 30 * 24 * 60 * 60_000;

const keptShape: z.ZodType<IncomingMessage> = z.object({
  id: z.string(),
  chat: z.object({ phone: z.string().nullable(), lid: z.string().nullable() }),
  by: z.enum(['contact', 'own_phone']),
  at: z.coerce.date(),
  isOffline: z.boolean(),
  name: z.string().nullable(),
  content: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('text'), text: z.string() }),
    z.object({ kind: z.literal('other') }),
  ]),
});
