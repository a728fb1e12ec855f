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
  if (env.masterKey !== null) return { bytes: decode(env.masterKey), settings: { MASTER_KEY: env.masterKey } };
  const file = env.masterKeyFile ?? ownFile;
  if (file === ownFile) secretFile(file, () => randomBytes(32).toString('base64'));
  return { bytes: decode(readFileSync(file, 'utf8')), settings: { MASTER_KEY_FILE: file } };
};

const decode = (text: string): Buffer => {
  const bytes = Buffer.from(text.trim(), 'base64');
  if (bytes.length !== 32) throw new Error('The master key is not 32 bytes in base64.');
  return bytes;
};
