import type { WASocket } from '@whiskeysockets/baileys';
import type { Answers, Awaited } from './answers.ts';
import type { AskedSocket, Prepared, Recipients } from './recipients.ts';
import { keepAsSent } from './sent-messages.ts';
import type { Outgoing, SendOutcome, SendTrouble } from './session.ts';

export type SendingSocket = AskedSocket & Pick<WASocket, 'sendMessage'> & { ws: Pick<WASocket['ws'], 'isOpen'> };

export type SendOptions = {
  /** What this same socket hears. */
  answers: Answers;
  recipients: Recipients;
  /** How long the server may take to ack. */
  ackMs?: number;
};

/**
 * Sends one message over an open socket, with the id that was fixed for it, and says what is known of it afterwards. It
 * never throws. What comes later is told by `answers`.
 */
export const sendMessage = async (
  socket: SendingSocket,
  outgoing: Outgoing,
  { answers, recipients, ackMs = 20_000 }: SendOptions,
): Promise<SendOutcome> => {
  const isGone = (): boolean => answers.isOver() || !socket.ws.isOpen || socket.user === undefined;
  if (isGone()) return nothingLeft('not_connected');
  const preparing = recipients.prepare(socket, outgoing.to);
  await Promise.race([preparing, answers.over]);
  if (isGone()) {
    void preparing.then(release);
    return nothingLeft('not_connected');
  }
  const prepared = await preparing;
  if (!prepared.ok) return nothingLeft(prepared.why);
  try {
    return await write(socket, outgoing, { jid: prepared.jid, answers, ackMs });
  } finally {
    release(prepared);
  }
};

const write = async (
  socket: SendingSocket,
  { id, content }: Outgoing,
  { jid, answers, ackMs }: { jid: string; answers: Answers; ackMs: number },
): Promise<SendOutcome> => {
  let isRefused = false;
  const acked = answers.awaitAck(id, ackMs);
  // A preview would make Baileys fetch whatever address stands in the text, from inside our network.
  const written = keepAsSent({ id, jid }, () =>
    socket.sendMessage(jid, { text: content.text, linkPreview: null }, { messageId: id }),
  );
  // Baileys writes first and commits the keys afterwards: that it fails says nothing of what has left.
  written.catch(() => {
    isRefused = !answers.isOver();
  });
  return outcomeOf(await acked, () => isRefused);
};

const outcomeOf = (awaited: Awaited, isRefusedByVault: () => boolean): SendOutcome => {
  if (typeof awaited === 'string')
    return { acked: false, certain: false, why: isRefusedByVault() ? 'not_recorded' : awaited };
  const { refusedWith } = awaited;
  return refusedWith === null ? { acked: true } : { acked: false, certain: true, refusedWith, why: 'refused' };
};

const nothingLeft = (why: SendTrouble): SendOutcome => ({ acked: false, certain: true, refusedWith: null, why });

const release = (prepared: Prepared): void => {
  if (prepared.ok) prepared.release();
};
