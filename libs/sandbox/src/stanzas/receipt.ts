import { relayReceipt } from '../delivery/relay-receipt.ts';
import { relayRetry } from '../delivery/relay-retry.ts';
import { contactOf } from '../directory/contact-of.ts';
import { reupload } from '../media/reupload.ts';
import { settleBootstrap } from '../phones/bootstrap.ts';
import { node } from '../wire/node.ts';
import type { StanzaHandler } from './handler.ts';

/** A client has a message, has read or played it, or could not read it. */
export const receipt: StanzaHandler = {
  tag: 'receipt',
  receive: async (network, { account, connection, device }, said) => {
    const { attrs } = said;
    const { id = '', to = '', type } = attrs;
    device.mailbox.settle('message', id, to);
    settleBootstrap(device, id);
    if (type === 'server-error') await reupload(network, device, said);
    else if (type === 'retry') relayRetry(network, { account, device: device.id }, said);
    else relayReceipt(network, { account, device: device.id }, said);
    network.ledger.write({
      kind: 'receipt',
      account: account.phone,
      connection: connection.id,
      id,
      to: contactOf(network.directory, to),
    });
    connection.send(node('ack', { class: 'receipt', id, from: to, type }));
  },
};
