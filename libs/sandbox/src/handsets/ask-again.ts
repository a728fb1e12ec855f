import { deliver } from '../delivery/deliver.ts';
import type { Account } from '../directory/account.ts';
import { speakerIn } from '../directory/jid-like.ts';
import { type Network, secondsNow } from '../network.ts';
import type { Address } from '../signal/address.ts';
import type { Bundle } from '../signal/bundle.ts';
import { identityNodes, preKeyNodes } from '../signal/prekey-nodes.ts';
import { getAttribute, node, type WireNode } from '../wire/node.ts';
import type { Unopened } from './unopened.ts';

/** How often a telephone asks for one message again before it gives up. */
export const mostRetries = 5;

type Failed = { unopened: Unopened; sender: Address; stanza: WireNode; error: unknown };

/** A telephone cannot decrypt what has come: it asks the device that sent it to send it again, and gives it new keys to
 * do so. Until it comes, that is strange; where it never comes, it stays so. */
export const askAgain = (network: Network, account: Account, { unopened, sender, stanza, error }: Failed): void => {
  const id = getAttribute(stanza, 'id');
  const count = unopened.add(id, sender, network.strangeness.write(null, error));
  const author = network.directory.findByLid(sender.lid);
  if (author === undefined || count > mostRetries) return;
  const bundle = account.handset.peer.bundle();
  if (sender.device === 0) {
    author.handset.resend({ id, by: { lid: account.lid, device: 0 }, count, bundle });
    return;
  }
  const device = author.devices.get(sender.device);
  if (device === undefined) return;
  const from = getAttribute(stanza, 'from');
  const who = speakerIn(from, account);
  const t = secondsNow(network);
  deliver(
    device,
    node('receipt', { ...who, id, type: 'retry', t, recipient: stanza.attrs['recipient'] }, [
      node('retry', { count, id, t: stanza.attrs['t'], v: 1 }),
      ...keysNodes(bundle),
    ]),
  );
};

/** The registration id, and beside it the keys. */
const keysNodes = (bundle: Bundle): WireNode[] => {
  const [registration, ...keys] = identityNodes(bundle);
  if (bundle.preKey !== null) keys.push(node('key', {}, preKeyNodes(bundle.preKey)));
  return [...(registration === undefined ? [] : [registration]), node('keys', {}, keys)];
};
