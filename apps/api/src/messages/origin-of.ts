import type { MessageOrigin } from '@parley/contract';
import type { Caller } from '../callers/caller.ts';

/** By which way a message comes that this caller sends over HTTP. */
export const originOf = ({ by }: Caller): MessageOrigin => (by.kind === 'member' ? 'dashboard' : 'api');
