import { networks } from '@parley/contract';
import type { Reach } from '@parley/store';
import type { Caller } from './caller.ts';

/** The devices that there are for a caller. A token of the sandbox finds no other, a narrowed one only its own. */
export const reachOf = ({ by, policy }: Caller): Reach => ({
  networks: isSandboxed(by) ? ['sandbox'] : networks,
  devices: policy?.devices ?? null,
});

/** Whether all that this caller reaches is a simulation. */
export const isSandboxed = (by: Caller['by']): boolean => by.kind === 'token' && by.network === 'sandbox';
