import { canFail } from '@parley/runtime';
import type { WASocket } from '@whiskeysockets/baileys';
import type { AskedSocket, Recipients } from './recipients.ts';
import type { Composing, Recipient } from './session.ts';

export type ComposingSocket = AskedSocket & Pick<WASocket, 'sendPresenceUpdate'>;

/**
 * Shows somebody that a text is being written to them, or no longer. It goes to the address that the text will go to, so
 * that whatever has to be asked for it is what the sending would have asked. Nobody depends on it: it never throws.
 */
export const compose = async (
  socket: ComposingSocket,
  { to, state }: { to: Recipient; state: Composing },
  recipients: Recipients,
): Promise<void> => {
  const prepared = await recipients.prepare(socket, to);
  if (!prepared.ok) return;
  prepared.release();
  await canFail(socket.sendPresenceUpdate(state, prepared.jid), 'whoever does not see it gets the text all the same');
};
