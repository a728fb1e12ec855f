import type { Network } from '../network.ts';
import { findChild, type WireNode } from '../wire/node.ts';
import type { From } from './handler.ts';
import { jidsIn, occasionOf } from './occasion-of.ts';

/** Whether a question is one of those that nobody ever answers: for a fault, or because it asks for the devices or the
 * keys of somebody who cannot be found. It is left without an answer as a whole, whoever else it asks about: an answer
 * comes whole or not at all. */
export const isUnanswered = (network: Network, { connection }: From, iq: WireNode): boolean =>
  (!network.faults.isEmpty() && network.faults.strike('no-answer', occasionOf(network, connection, iq)) !== null) ||
  (asksHowToReach(iq) && jidsIn(iq).some((jid) => network.directory.findByJid(jid)?.manner.isAnsweredFor === false));

const asksHowToReach = (iq: WireNode): boolean => {
  if (iq.attrs['xmlns'] === 'encrypt') return findChild(iq, 'key') !== undefined;
  const usync = findChild(iq, 'usync');
  const query = usync === undefined ? undefined : findChild(usync, 'query');
  return query !== undefined && findChild(query, 'devices') !== undefined;
};
