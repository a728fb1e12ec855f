import type { Connection } from '../connections/connection.ts';
import { codeOf } from '../faults/codes.ts';
import type { Action, Fault, Occasion } from '../faults/fault.ts';
import type { Network } from '../network.ts';
import { hangUp } from '../phones/hang-up.ts';
import { closingWords, removedWithoutCode } from '../wire/closing-words.ts';

/** What befalls a whole connection. */
const ofConnections = new Set<Action>(['close', 'black-hole', 'garbage-frame']);

/** Lets happen to a connection what is to happen now. Answers whether that was its end, so that what the client has
 * just said is as if it had never come. */
export const strikeConnection = (network: Network, connection: Connection, occasion: Occasion): boolean => {
  const closed = network.faults.strike('close', occasion);
  if (closed !== null) {
    hangUp(network, connection, closed.codeless === true ? removedWithoutCode : closingWords(codeOf(closed)));
    return true;
  }
  if (network.faults.strike('black-hole', occasion) !== null) {
    connection.fallSilent();
    return true;
  }
  if (network.faults.strike('garbage-frame', occasion) !== null) connection.babble();
  return false;
};

/** A new fault that names neither stanza nor contact waits for nothing: it strikes every connection it is about that is
 * open now. Those still to come it strikes at the first thing they say. */
export const strikeOpenConnections = (network: Network, { action, match }: Fault): void => {
  if (!ofConnections.has(action) || match.stanza !== undefined || match.contact !== undefined) return;
  for (const connection of [...network.connections]) {
    if (connection.account === null || network.faults.isEmpty()) continue;
    if (match.account !== undefined && match.account !== connection.account) continue;
    connection.hasSpoken = true;
    strikeConnection(network, connection, { account: connection.account });
  }
};
