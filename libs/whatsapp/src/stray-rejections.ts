import { AsyncLocalStorage } from 'node:async_hooks';
import { isNotRecorded } from './vault-state.ts';

/** Told of a rejection that nobody handled, inside what Baileys does for one connection. */
export type HearStray = (error: unknown) => void;

const owners = new AsyncLocalStorage<HearStray>();

/** Whatever `work` sets going belongs to this owner, through timers, sockets and promises: a rejection that Baileys lets
 * go astray there is the owner's to hear. */
export const ownStrays = <Result>(hear: HearStray, work: () => Result): Result => owners.run(hear, work);

/**
 * From here on, a rejection that Baileys leaves to nobody does not end this process, in which other sessions live: the
 * session hears of it that it belongs to, and `told` of each, with whether one did. Any other ends the process as it
 * would have done. Whoever runs sessions installs it, once. Answers what takes it back.
 */
export const tameStrayRejections = (told: (error: unknown, belongs: boolean) => void): (() => void) => {
  const hear = (error: unknown): void => {
    const owner = owners.getStore();
    // Thrown here it is an uncaught exception, which is what Node makes of a rejection that nobody handles.
    if (!isOfBaileys(error, owner !== undefined)) throw error;
    told(error, owner !== undefined);
    owner?.(error);
  };
  process.on('unhandledRejection', hear);
  return () => void process.off('unhandledRejection', hear);
};

/** Whether a rejection says that bytes which came over the wire could not be read. Nothing after them can be. */
export const isUnreadable = (error: unknown): boolean => framesOf(error).some((frame) => noise.test(frame));

const noise = /[\\/]@whiskeysockets[\\/]baileys[\\/]lib[\\/]Utils[\\/]noise-handler\.js/u;
const baileys = /[\\/]node_modules[\\/](?:@whiskeysockets[\\/]baileys|libsignal|whatsapp-rust-bridge)[\\/]/u;
/** What stands in between says nothing of whose it is: Node itself, and what others wrote for whoever calls. */
const anybodys = /^\s*at (?:.*\()?(?:node:|<anonymous>|native)|[\\/]node_modules[\\/](?!@parley[\\/])/u;

/** It is whose code comes first in the trace. Where there is only Node's, the session that it happened to tells. */
const isOfBaileys = (error: unknown, hasOwner: boolean): boolean => {
  if (isNotRecorded(error)) return true;
  const first = framesOf(error).find((frame) => baileys.test(frame) || !anybodys.test(frame));
  return first === undefined ? hasOwner && error instanceof Error : baileys.test(first);
};

const framesOf = (error: unknown): string[] =>
  error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s*at /u.test(line)) : [];
