import { decideFate } from '../contacts/decide-fate.ts';
import { lockReachout } from '../contacts/lock-reachout.ts';
import type { Fate } from '../delivery/fate.ts';
import { relay } from '../delivery/relay.ts';
import { contactOf } from '../directory/contact-of.ts';
import { type Network, secondsNow } from '../network.ts';
import { hangUp } from '../phones/hang-up.ts';
import { getAttribute, node, type WireNode } from '../wire/node.ts';
import type { From, StanzaHandler } from './handler.ts';

/** A client sends a message. */
export const message: StanzaHandler = {
  tag: 'message',
  receive: (network, from, said) => {
    const id = getAttribute(said, 'id');
    const to = getAttribute(said, 'to');
    const { account, connection, device } = from;
    const frame = network.frames.next(account.phone, id);
    network.ledger.write({
      kind: 'message',
      account: account.phone,
      connection: connection.id,
      id,
      to: contactOf(network.directory, to),
      duplicate: frame > 1,
    });
    const fate = decideFate(network, account, { to, frame });
    if (fate.isRelayed) relay(network, { account, device: device.id }, said);
    acknowledge(network, from, { said, ack: fate.ack });
    if (fate.lockMs !== null) lockReachout(network, account, fate.lockMs);
    if (fate.close !== null) hangUp(network, connection, fate.close);
  },
};

const acknowledge = (
  network: Network,
  { connection }: From,
  { said, ack }: { said: WireNode; ack: Fate['ack'] },
): void => {
  const send = (error?: number): void =>
    connection.send(
      node('ack', { class: 'message', id: said.attrs['id'], from: said.attrs['to'], t: secondsNow(network), error }),
    );
  switch (ack.kind) {
    case 'now':
      return send();
    case 'late':
      network.clock.after(ack.afterMs, send);
      return;
    case 'refused':
      return send(ack.code);
    case 'lost':
  }
};
