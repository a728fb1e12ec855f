import { relay } from '../delivery/relay.ts';
import type { Account } from '../directory/account.ts';
import { devicesOf } from '../directory/devices.ts';
import type { Network } from '../network.ts';
import { lidServer, parseJid, toJid } from '../wire/jid.ts';
import { node } from '../wire/node.ts';
import { describe } from './describe.ts';
import type { Writing } from './handset.ts';
import { sealForEach } from './seal-for-each.ts';
import { writeToGroup } from './write-to-group.ts';

/** Sends from somebody's telephone: to each device of the recipient, and to the other devices of the account itself. */
export const write = (network: Network, account: Account, { to, message, id }: Writing & { id: string }): void => {
  const { type, edit } = describe(message);
  const group = network.groups.find(to);
  if (group !== undefined) {
    writeToGroup(network, account, { group, id, message, stanzaType: type, edit });
    return;
  }
  const { user, server } = parseJid(to);
  const recipient = network.directory.findByJid(to);
  const ownUser = server === lidServer ? account.lid : account.phone;
  const participants = [
    ...(recipient === undefined || recipient === account
      ? []
      : sealForEach(network, account, {
          message,
          to: devicesOf(recipient),
          jidOf: ({ device }) => toJid(user, server, device),
        })),
    ...sealForEach(network, account, {
      message: { deviceSentMessage: { destinationJid: to, message } },
      to: devicesOf(account).filter(({ device }) => device !== 0),
      jidOf: ({ device }) => toJid(ownUser, server, device),
    }),
  ];
  relay(
    network,
    { account, device: 0 },
    node('message', { to, id, type, edit }, [node('participants', {}, participants)]),
  );
};
