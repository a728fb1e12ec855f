import type { Account } from '../directory/account.ts';
import { jidLike } from '../directory/jid-like.ts';
import type { Network } from '../network.ts';
import { lidServer, toJid } from '../wire/jid.ts';
import { node } from '../wire/node.ts';
import { noteSeen } from './be-present.ts';
import type { PresenceState } from './presences.ts';

export type Typing = Exclude<PresenceState, 'online' | 'offline'>;

/** Somebody writes or speaks, or no longer does: those it writes to see it, at once or never. */
export const showTyping = (network: Network, account: Account, { to, is }: { to: string; is: Typing }): void => {
  const group = network.groups.find(to);
  if (group !== undefined && !group.members.has(account.lid)) return;
  const readers = group === undefined ? [network.directory.findByJid(to)] : membersOf(network, group.members.keys());
  const who =
    group === undefined
      ? { from: jidLike(to, account) }
      : { from: group.id, participant: toJid(account.lid, lidServer) };
  const stanza = node('chatstate', who, [
    node(is === 'paused' ? 'paused' : 'composing', is === 'recording' ? { media: 'audio' } : {}),
  ]);
  for (const reader of readers) {
    if (reader === undefined || reader === account || reader.profile.blocked.has(account.lid)) continue;
    noteSeen(network, { of: account, by: reader, is });
    for (const { connection } of reader.devices.values()) if (connection?.isCaughtUp === true) connection.send(stanza);
  }
};

const membersOf = ({ directory }: Network, lids: Iterable<string>): (Account | undefined)[] =>
  [...lids].map((lid) => directory.findByLid(lid));
