import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { env } from '../env.ts';
import { secretFile } from '../services/secret-file.ts';

export type MasterKey = {
  bytes: Buffer;
  /** The settings that hand it to a process of ours. */
  settings: Record<string, string | undefined>;
};

/** The key named by the environment, or else one of our own, made on the first start. Losing it loses all secrets. */
export const readMasterKey = (ownFile: string): MasterKey => {
  const settings = masterKeySettings(ownFile);
  if (env.masterKey !== null) return { bytes: decode(env.masterKey), settings };
  const file = env.masterKeyFile ?? ownFile;
  if (file === ownFile) secretFile(file, () => randomBytes(32).toString('base64'));
  return { bytes: decode(readFileSync(file, 'utf8')), settings };
};

/** What hands the key to a process, whether or not there is one yet. */
export const masterKeySettings = (ownFile: string): MasterKey['settings'] =>
  env.masterKey === null ? { MASTER_KEY_FILE: env.masterKeyFile ?? ownFile } : { MASTER_KEY: env.masterKey };

const decode = (text: string): Buffer => {
  const bytes = Buffer.from(text.trim(), 'base64');
  if (bytes.length !== 32) throw new Error('The master key is not 32 bytes in base64.');
  return bytes;
};
