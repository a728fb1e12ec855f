import { existsSync, renameSync } from 'node:fs';
import type { Network } from '../network.ts';
import type { Snapshot } from './snapshot.ts';
import { readSnapshot, Unreadable, writeSnapshot } from './snapshot-file.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** What a network goes on from; null where it begins. What is no snapshot of ours is set aside, not written over, nor is
 * what was set aside before. Throws where there is no file that could be read, as for a folder. */
export const findSnapshot = (file: string, setAside: (why: string) => void): Snapshot | null => {
  try {
    return readSnapshot(file);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const aside = freeName(`${file}.unreadable`);
    renameSync(file, aside);
    setAside(`the snapshot is ${error.message}; it was moved to ${aside}`);
    return null;
  }
};

const freeName = (wished: string): string => {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wished : `${wished}-${count}`;
    if (!existsSync(name)) return name;
  }
};

/** How soon after something has happened it is written down. */
const soonMs = 1000;
/** A large network writes seldomer: no more than this part of its time goes into it. */
const mostOfTime = 0.05;

/** Writes the network down soon after anything happens in it, so that a crash costs a second; a large network's costs more. */
export const keepSnapshots = (network: Network, file: string): { save: () => void; stop: () => void } => {
  let timer: NodeJS.Timeout | null = null;
  let tookMs = 0;
  const save = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const startedAt = performance.now();
    writeSnapshot(file, takeSnapshot(network));
    tookMs = performance.now() - startedAt;
  };
  /** A full disk does not end the network: it is tried again when the next thing happens. */
  const saveInPassing = (): void => {
    try {
      save();
    } catch (error) {
      network.strangeness.write(null, error);
    }
  };
  const stopWatching = network.live.watch(() => {
    timer ??= setTimeout(saveInPassing, Math.max(soonMs, tookMs / mostOfTime)).unref();
  });
  return {
    save,
    stop: () => {
      stopWatching();
      save();
    },
  };
};
