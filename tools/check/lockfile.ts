import { writeFileSync } from 'node:fs';
import type { Fault, Gate } from './gate.ts';
import { findMissing, type Lock, parseLock } from './lock.ts';
import { repairedLock } from './repaired-lock.ts';
import { read } from './tree.ts';

const file = 'package-lock.json';

export const lockfile: Gate = {
  name: 'lockfile',
  find: async () => lockFaults(parseLock(read(file))),
  write: async () => {
    const text = read(file);
    const repaired = repairedLock(text);
    if (repaired !== text) writeFileSync(file, repaired);
  },
};

/** It holds everything that `npm ci` asks for on any machine, and never where one machine downloaded it. */
export const lockFaults = (lock: Lock): Fault[] => [
  ...Object.entries(lock.packages)
    .filter(([, { resolved = '' }]) => resolved.includes('://'))
    .map(([path, { resolved }]) => ({
      where: file,
      what: `${path} records the address ${resolved}.`,
      mend: 'Keep omit-lockfile-registry-resolved in .npmrc, and run npm run repair-lock.',
    })),
  ...findMissing(lock).map(({ by, name, version, optional }) => ({
    where: file,
    what: `${name}@${version} is missing; ${by} asks for it.`,
    mend: optional ? 'npm run repair-lock' : 'npm install',
  })),
];
