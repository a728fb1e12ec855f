import { contactOf } from '../directory/contact-of.ts';
import type { Occasion } from '../faults/fault.ts';
import { slownessOf } from '../faults/slowness.ts';
import type { Network } from '../network.ts';
import type { WireNode } from '../wire/node.ts';
import type { Connection } from './connection.ts';
import { createDelayLine } from './delay-line.ts';

/** What is brought to a device from others, rather than said to it about what it has asked. */
const deliveries = new Set(['message', 'receipt', 'notification', 'call']);

/** How long a delivery is held back at most for another to overtake it. */
const heldBackMs = 1000;

/** The way of a stanza to the client, with what may happen to it there: it comes late, twice, or after the next. */
export const createOutgoing = (
  network: Network,
  connection: Connection,
  say: (stanza: WireNode) => void,
): ((stanza: WireNode) => void) => {
  const { faults } = network;
  const delay = createDelayLine(network.clock);
  let heldBack: WireNode | null = null;

  const letGo = (): void => {
    const stanza = heldBack;
    heldBack = null;
    if (stanza !== null) say(stanza);
  };
  const bring = (stanza: WireNode): void => {
    if ((faults.isEmpty() && heldBack === null) || !deliveries.has(stanza.tag)) return say(stanza);
    const occasion = deliveryOf(network, connection, stanza);
    const reordered = heldBack === null ? faults.strike('reorder', occasion) : null;
    if (reordered !== null) {
      heldBack = stanza;
      network.clock.after(reordered.delayMs ?? heldBackMs, letGo);
      return;
    }
    say(stanza);
    if (faults.strike('duplicate', occasion) !== null) say(stanza);
    letGo();
  };

  return (stanza) => {
    const slowMs = faults.isEmpty() ? 0 : slownessOf(faults, deliveryOf(network, connection, stanza));
    delay(slowMs, () => bring(stanza));
  };
};

/** What others bring to a client, as an occasion for faults: whom it comes from counts, as `to` does on the way out. */
const deliveryOf = (network: Network, { account }: Connection, { tag, attrs }: WireNode): Occasion => ({
  account,
  contact: contactOf(network.directory, attrs['participant'] ?? attrs['from'] ?? ''),
  stanza: [tag],
});
