import type { Account } from '../directory/account.ts';
import type { ReceiptType } from '../handsets/handset.ts';
import type { Shown } from '../handsets/shown.ts';
import type { Network } from '../network.ts';
import { groupServer, parseJid } from '../wire/jid.ts';
import type { Manner } from './manner.ts';

/** A frame of a message has come to somebody: the receipts and the answer that follow, by the manner of the account. */
export const react = (network: Network, account: Account, entry: Shown): void => {
  const { receipts, pace } = account.manner;
  const isFirst = entry.frames === 1;
  if (receipts === 'on-return') network.heldReceipts.hold(entry.from, { reader: account.phone, id: entry.id });
  const [first, ...rest] = receiptsOf(receipts);
  later(network, pace.deliverMs, () => {
    if (first !== undefined) account.handset.confirm(entry, first);
    later(network, pace.readMs, () => {
      for (const type of rest) account.handset.confirm(entry, type);
      if (isFirst) later(network, pace.answerMs, () => answer(network, account, entry));
    });
  });
};

/** An account has connected again: now it hears what it was not to hear before. */
export const releaseReceipts = (network: Network, author: Account): void => {
  for (const { reader, id } of network.heldReceipts.take(author.phone)) {
    const account = network.directory.findByPhone(reader);
    const entry = account?.handset.screen.find(id, author.phone)?.shown;
    if (entry !== undefined) for (const type of receiptsOf('read')) account?.handset.confirm(entry, type);
  }
};

const receiptsOf = (receipts: Manner['receipts']): ReceiptType[] => {
  switch (receipts) {
    case 'read':
      return ['delivered', 'read'];
    case 'delivered':
      return ['delivered'];
    case 'confused':
      // The last one is right: clients that put what comes at once together keep that.
      return ['read', 'delivered', 'delivered', 'read'];
    case 'none':
    case 'manual':
    case 'on-return':
      return [];
  }
};

/** Only phones are answered: two contacts would answer each other for ever. What changes another message (it names it)
 * is none to answer. */
const answer = (network: Network, account: Account, entry: Shown): void => {
  const isToldAlone = parseJid(entry.chat).server !== groupServer;
  const author = network.directory.findByPhone(entry.from);
  if (author?.kind !== 'phone' || !isToldAlone || entry.target !== undefined) return;
  const text = account.manner.answer(entry);
  if (text === null) return;
  account.handset
    .write({ to: entry.chat, message: { conversation: text } })
    .catch((error: unknown) => network.strangeness.write(null, error));
};

const later = (network: Network, ms: number, work: () => void): void => {
  if (ms === 0) work();
  else network.clock.after(ms, work);
};
