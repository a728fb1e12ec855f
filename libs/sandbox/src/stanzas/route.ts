import type { Network } from '../network.ts';
import { serverJid } from '../wire/jid.ts';
import { node, type WireNode } from '../wire/node.ts';
import { describeStanza } from './describe-stanza.ts';
import { findQuery } from './find-query.ts';
import { type From, notUnderstood, toErrorNode } from './handler.ts';
import { stanzas } from './handlers.ts';
import { isUnanswered } from './is-unanswered.ts';
import { occasionOf } from './occasion-of.ts';
import { strikeConnection } from './strike-connection.ts';

/** Brings a stanza to whoever knows it. Nothing is let pass: what nobody knows is remembered, for a test to see. */
export const route = (network: Network, from: From, stanza: WireNode): void | Promise<void> => {
  if (isCutOff(network, from, stanza)) return;
  if (stanza.tag === 'iq') return answer(network, from, stanza);
  const handler = stanzas.find(({ tag }) => tag === stanza.tag);
  if (handler !== undefined) return handler.receive(network, from, stanza);
  network.strangeness.write(from.connection.id, describeStanza(stanza));
};

/** Whether a fault ends the connection here, so that this stanza never came. */
const isCutOff = (network: Network, { connection }: From, stanza: WireNode): boolean => {
  const isFirst = !connection.hasSpoken;
  connection.hasSpoken = true;
  if (network.faults.isEmpty()) return false;
  const occasion = occasionOf(network, connection, stanza);
  return strikeConnection(network, connection, isFirst ? occasion : { ...occasion, isForNamed: true });
};

const answer = (network: Network, from: From, iq: WireNode): void | Promise<void> => {
  const head = { id: iq.attrs['id'], from: iq.attrs['to'] ?? serverJid };
  const say = (type: 'result' | 'error', content: WireNode[]): void =>
    from.connection.send(node('iq', { ...head, type }, content));
  const refuse = (error: unknown): void => say('error', [toErrorNode(error)]);
  const query = findQuery(iq);
  if (query === undefined) return refuse(notUnderstood(network, from.connection, describeStanza(iq)));
  if (isUnanswered(network, from, iq)) return;
  try {
    const result = query.answer(network, from, iq);
    if (!(result instanceof Promise)) return say('result', result);
    return result.then((content) => say('result', content)).catch(refuse);
  } catch (error) {
    refuse(error);
  }
};
