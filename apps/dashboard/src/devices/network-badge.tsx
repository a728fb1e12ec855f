import type { Network } from '@parley/contract';
import { networkWords } from './words.ts';

/** Said only where it is not the real WhatsApp. */
export const NetworkBadge = ({ network }: { network: Network }) =>
  network === 'sandbox' && <span className="badge">{networkWords.sandbox.name}</span>;
