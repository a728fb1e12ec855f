import type { Network } from '../network.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';

/** The mailbox of a linked device of this phone. That it overflows is strange: something waits that nobody takes. */
export const createDeviceMailbox = (network: Network, phone: string): Mailbox =>
  createMailbox(() => void network.strangeness.write(null, `too much waits for a device of ${phone}`));
