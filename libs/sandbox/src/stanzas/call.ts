import { findChild, node } from '../wire/node.ts';
import { describeStanza } from './describe-stanza.ts';
import type { StanzaHandler } from './handler.ts';

/** A client does not take a call. Nobody calls on this network, so that there is nothing else it could say of one. */
export const call: StanzaHandler = {
  tag: 'call',
  receive: (network, { connection }, stanza) => {
    const { id, to } = stanza.attrs;
    const isReject = findChild(stanza, 'reject') !== undefined;
    if (!isReject) network.strangeness.write(connection.id, describeStanza(stanza));
    connection.send(node('ack', { class: 'call', id, from: to, error: isReject ? undefined : 501 }));
  },
};
