import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** A secret that is made up once and kept in a file only its owner can read. */
export const secretFile = (file: string, create: () => string = randomPassword): string => {
  if (!existsSync(file)) writeSecret(file, `${create()}\n`);
  return readFileSync(file, 'utf8').trim();
};

/** Written beside and renamed, so that nobody ever reads half of it. */
export const writeSecret = (file: string, text: string): void => {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
};

const randomPassword = () => randomBytes(24).toString('base64url');
