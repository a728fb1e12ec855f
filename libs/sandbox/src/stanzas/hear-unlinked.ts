import type { Network } from '../network.ts';
import type { Linking } from '../phones/linkings.ts';
import { serverJid } from '../wire/jid.ts';
import { findChild, node, type WireNode } from '../wire/node.ts';
import { answerCode } from './answer-code.ts';
import { notUnderstood, toErrorNode } from './handler.ts';

/** Takes what a client says that waits to be linked. As everywhere, what nobody knows is remembered. */
export const hearUnlinked = (network: Network, linking: Linking, stanza: WireNode): void => {
  const { connection } = linking;
  if (isInPassing(stanza)) return;
  if (stanza.tag !== 'iq' || (stanza.attrs['type'] !== 'get' && stanza.attrs['type'] !== 'set')) {
    network.strangeness.write(connection.id, `<${stanza.tag}> of a client that is not linked`);
    return;
  }
  const head = { id: stanza.attrs['id'], from: serverJid };
  try {
    connection.send(node('iq', { ...head, type: 'result' }, answer(network, linking, stanza)));
  } catch (error) {
    connection.send(node('iq', { ...head, type: 'error' }, [toErrorNode(error)]));
  }
};

const answer = (network: Network, linking: Linking, iq: WireNode): WireNode[] => {
  if (iq.attrs['xmlns'] === 'w:p') return [];
  if (iq.attrs['xmlns'] === 'md' && findChild(iq, 'link_code_companion_reg') !== undefined)
    return answerCode(network, linking, iq);
  throw notUnderstood(network, linking.connection, `<iq ${iq.attrs['xmlns']}> of a client that is not linked`);
};

/** Whether a client says this in passing, before it belongs to anybody: its name, that it had the notification of its
 * code, and what its session is called. */
const isInPassing = (stanza: WireNode): boolean => {
  switch (stanza.tag) {
    case 'presence':
      return stanza.attrs['name'] !== undefined;
    case 'ack':
      return stanza.attrs['class'] === 'notification';
    case 'ib':
      return findChild(stanza, 'unified_session') !== undefined;
    default:
      return false;
  }
};
