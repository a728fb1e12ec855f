import { showTyping, type Typing } from '../people/show-typing.ts';
import { childrenOf, getAttribute, MalformedStanza, type WireNode } from '../wire/node.ts';
import type { StanzaHandler } from './handler.ts';

/** A client writes or speaks to somebody, or has stopped. */
export const chatstate: StanzaHandler = {
  tag: 'chatstate',
  receive: (network, { account }, stanza) =>
    showTyping(network, account, { to: getAttribute(stanza, 'to'), is: readState(stanza) }),
};

const readState = (stanza: WireNode): Typing => {
  const [state] = childrenOf(stanza);
  if (state?.tag === 'paused') return 'paused';
  if (state?.tag === 'composing') return state.attrs['media'] === 'audio' ? 'recording' : 'typing';
  throw new MalformedStanza(`there is no chatstate ${state?.tag ?? ''}`);
};
