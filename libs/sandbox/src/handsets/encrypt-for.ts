import { handOutBundle } from '../delivery/hand-out-bundle.ts';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import type { Address } from '../signal/address.ts';
import type { Sealed } from '../signal/peer.ts';
import { pad } from './padding.ts';

/** Encrypts something for one device as the telephone of an account, which gets to know the device where it has to.
 * Null where there is no such device. */
export const encryptFor = (
  network: Network,
  from: Account,
  to: { address: Address; plaintext: Buffer },
): Sealed | null => {
  const { peer } = from.handset;
  if (!peer.hasSessionWith(to.address)) {
    const bundle = handOutBundle(network, to.address);
    if (bundle === null) return null;
    peer.startSession(to.address, bundle);
  }
  return peer.encrypt(to.address, pad(to.plaintext));
};
