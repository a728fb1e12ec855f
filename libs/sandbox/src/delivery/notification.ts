import { type Network, secondsNow } from '../network.ts';
import { newId } from '../wire/new-id.ts';
import { node, type WireNode } from '../wire/node.ts';

/** Whom the news is from, of which kind it is, and what else has to be said before it. */
type Head = { from: string; type: string } & Record<string, string | number | undefined>;

/** News for a client: what somebody has changed, or what the network wants of it. It has an id of its own unless it
 * answers something by its id. */
export const notification = (network: Network, head: Head, content: WireNode[]): WireNode =>
  node('notification', { id: newId(), t: secondsNow(network), ...head }, content);
