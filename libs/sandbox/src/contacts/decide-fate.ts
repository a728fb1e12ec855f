import { type Fate, ordinaryFate, refused, tooManyStrangers } from '../delivery/fate.ts';
import type { Account } from '../directory/account.ts';
import { contactOf } from '../directory/contact-of.ts';
import { codeOf } from '../faults/codes.ts';
import { refusalInGroup } from '../groups/may-write.ts';
import type { Network } from '../network.ts';
import { knows } from '../people/may-see.ts';

type Sent = { to: string; frame: number };

const ordinaryLatenessMs = 30_000;

/** What becomes of a frame of a message. A fault has the last word; before that, whoever may not write at all is
 * refused; and otherwise it is as the one who is written to would have it. */
export const decideFate = (network: Network, account: Account, sent: Sent): Fate =>
  strikeMessage(network, account, { to: sent.to, fate: fateByRecipient(network, account, sent) });

const fateByRecipient = (network: Network, account: Account, { to, frame }: Sent): Fate => {
  const code = refusalInGroup(network, account, to);
  if (code !== null) return refused(code);
  const recipient = network.directory.findByJid(to);
  if (recipient === undefined) return ordinaryFate;
  const isLocked = network.reachoutLocks.endOf(account.phone) !== null;
  // It is the same lock still: who tries during it is refused, but not held to it for longer.
  if (isLocked && recipient !== account && !knows(account, recipient))
    return { ...refused(tooManyStrangers), lockMs: null };
  return recipient.manner.fate(frame);
};

const strikeMessage = (network: Network, { phone }: Account, { to, fate }: { to: string; fate: Fate }): Fate => {
  const { faults, directory } = network;
  if (faults.isEmpty()) return fate;
  const occasion = { account: phone, contact: contactOf(directory, to), stanza: ['message'] };
  const nacked = faults.strike('nack', occasion);
  if (nacked !== null) return refused(codeOf(nacked));
  if (faults.strike('ack-lost', occasion) !== null) return { ...fate, ack: { kind: 'lost' } };
  const late = faults.strike('ack-late', occasion);
  return late === null ? fate : { ...fate, ack: { kind: 'late', afterMs: late.delayMs ?? ordinaryLatenessMs } };
};
