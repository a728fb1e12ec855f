import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';
import type { Client } from 'pg';
import { asOwner } from '../roles/as-owner.ts';
import type { Outcome } from '../run-by-hand.ts';
import { createMasterKey } from '../vault/keyring.ts';
import { findTables, type Header, seesEverything, unseen } from './format.ts';

export type BackUp = { databaseUrl: string; masterKey: Uint8Array; file: string };

/**
 * Writes everything that is worth keeping to a file, as it was at one moment, while others go on. The keys of devices are
 * not in it, which are worth nothing once they are old, and neither is the master key, without which nothing sealed opens.
 */
export const backUp = ({ databaseUrl, masterKey, file }: BackUp): Promise<Outcome> =>
  asOwner({ databaseUrl, application: 'parley backup' }, async (owner) => {
    if (!(await seesEverything(owner))) return { exitCode: 1, said: unseen };
    await owner.query('begin isolation level repeatable read, read only');
    const rows = await writeFile(file, (gzip) => writeAll(owner, gzip, masterKey));
    return {
      exitCode: 0,
      said: `Rows in ${file}: ${rows}. Keep the master key elsewhere: it is not in it, and what is sealed opens with it alone.`,
    };
  });

/** A file that is there whole or not at all, and that only its owner may read. */
const writeFile = async (file: string, write: (gzip: Gzip) => Promise<number>): Promise<number> => {
  const gzip = createGzip();
  const unfinished = `${file}.${process.pid}`;
  try {
    const written = pipeline(gzip, createWriteStream(unfinished, { mode: 0o600, flags: 'wx' }));
    const rows = await Promise.race([write(gzip), written.then(() => 0)]);
    gzip.end();
    await written;
    renameSync(unfinished, file);
    return rows;
  } finally {
    gzip.destroy();
    rmSync(unfinished, { force: true });
  }
};

const writeAll = async (owner: Client, gzip: Gzip, key: Uint8Array): Promise<number> => {
  const write = async (line: unknown): Promise<void> => {
    if (!gzip.write(`${JSON.stringify(line)}\n`)) await once(gzip, 'drain');
  };
  const tables = await findTables(owner);
  const { rows: applied } = await owner.query<{ name: string }>('select name from migrations order by id');
  const header: Header = {
    parley: 1,
    masterKeyId: createMasterKey(key).id,
    migrations: applied.map(({ name }) => name),
    tables,
  };
  await write(header);
  let written = 0;
  for (const { name } of tables) {
    await owner.query(`declare every no scroll cursor for select ${name}::text as line from only ${name}`);
    for (;;) {
      const { rows } = await owner.query<{ line: string }>('fetch 1000 from every');
      if (rows.length === 0) break;
      await write([name, ...rows.map(({ line }) => line)]);
      written += rows.length;
    }
    await owner.query('close every');
  }
  await write({ rows: written });
  return written;
};
