import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { z } from 'zod';
import type { Snapshot } from './snapshot.ts';

/** Grows with every change of what a snapshot holds: an older one is not read, it would be half understood. */
const version = 'parley-sandbox-2\n';
const hashBytes = 32;

const hashOf = (body: Buffer): Buffer => createHash('sha256').update(body).digest();

/** Writes it whole or not at all; it holds keys, so nobody else may read it. */
export const writeSnapshot = (file: string, snapshot: Snapshot): void => {
  const body = serialize(snapshot);
  const next = `${file}.next`;
  // Made anew each time: what lies there might be open to others, or lead elsewhere.
  rmSync(next, { force: true });
  writeFileSync(next, Buffer.concat([Buffer.from(version), hashOf(body), body]), { mode: 0o600, flag: 'wx' });
  renameSync(next, file);
};

/** Somebody wrote this, but not quite this version of us. */
export class Unreadable extends Error {}

/** What was written to the file; null where there is none. Throws `Unreadable` for what is not, or not quite, of this
 * version. */
export const readSnapshot = (file: string): Snapshot | null => {
  if (!existsSync(file)) return null;
  const bytes = readFileSync(file);
  const body = bytes.subarray(version.length + hashBytes);
  const isOurs =
    bytes.subarray(0, version.length).toString() === version &&
    bytes.subarray(version.length, version.length + hashBytes).equals(hashOf(body));
  if (!isOurs) throw new Unreadable('not a snapshot of this version');
  // The hash says that it is what we wrote, so its parts need not be looked at one by one.
  return written.parse(deserialize(body));
};

const written = z.custom<Snapshot>((value) => typeof value === 'object' && value !== null);
