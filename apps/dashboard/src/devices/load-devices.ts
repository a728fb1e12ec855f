import { listDevices } from '@parley/contract';
import { ask } from '../api/ask.ts';

/** As many devices as one may choose from. */
export const loadDevices = () => ask(listDevices, { limit: 200 });
