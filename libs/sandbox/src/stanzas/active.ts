import { randomBytes } from 'node:crypto';
import { offerWaiting } from '../delivery/deliver.ts';
import { catchUp } from '../phones/catch-up.ts';
import { node } from '../wire/node.ts';
import type { QueryHandler } from './handler.ts';

/** A client is ready to hear what waits for it. */
export const active: QueryHandler = {
  name: 'active',
  xmlns: 'passive',
  type: 'set',
  child: 'active',
  answer: (network, { connection, device }) => {
    setImmediate(() => {
      connection.send(node('ib', {}, [node('edge_routing', {}, [node('routing_info', {}, randomBytes(8))])]));
      const count = device.mailbox.waiting().length;
      if (count === 0) catchUp(network, device, 1);
      else offerWaiting(device, count);
    });
    return [];
  },
};
