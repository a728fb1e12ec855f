import type { StanzaHandler } from './handler.ts';

/** A client has what we sent. */
export const ack: StanzaHandler = {
  tag: 'ack',
  receive: (_network, { device }, { attrs }) => {
    device.mailbox.settle(attrs['class'] ?? '', attrs['id'] ?? '', attrs['to'] ?? '');
  },
};
