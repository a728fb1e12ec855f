import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync } from 'node:fs';
import { env } from '../env.ts';
import { secretFile, writeSecret } from '../services/secret-file.ts';
import { homeAt } from '../start/home.ts';
import { runWhileStopped } from '../start/while-stopped.ts';

const step = 'apps/api/dist/rotate-master-key.js';

/**
 * Puts another master key in the place of the one that `npm start` made: a new one is made beside it, and takes its place
 * once it wraps everything. A run that was cut short is finished by the next one, with the same new key. Where the key is
 * not ours but the environment's, the environment names the new one too, and takes it over.
 */
export const rotate = async (): Promise<boolean> => {
  if (env.masterKey !== null || env.masterKeyFile !== null) return runWhileStopped(step);
  const file = homeAt(env.home).masterKeyFile;
  const next = `${file}.next`;
  const isRotated = await runWhileStopped(step, () => {
    secretFile(next, () => randomBytes(32).toString('base64'));
    return { NEW_MASTER_KEY_FILE: next };
  });
  if (!isRotated) return false;
  writeSecret(`${file}.old`, readFileSync(file, 'utf8'));
  renameSync(next, file);
  console.log(`It is in ${file}. The old one is in ${file}.old: backups of before need it.`);
  return true;
};
