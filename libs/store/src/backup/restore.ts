import { createReadStream, existsSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Client } from 'pg';
import { applyMigrations, migrate } from '../migrations/migrate.ts';
import { migrationNames, migrations } from '../migrations/migrations.ts';
import { asOwner } from '../roles/as-owner.ts';
import { inUse, isInUse } from '../roles/is-in-use.ts';
import { setUpRoles } from '../roles/set-up-roles.ts';
import type { Outcome } from '../run-by-hand.ts';
import { createMasterKey } from '../vault/keyring.ts';
import { forgetIn } from './forget-sessions.ts';
import { chunk, ending, findTables, type Header, header, seesEverything, unseen } from './format.ts';

export type Restore = {
  databaseUrl: string;
  masterKey: Uint8Array;
  file: string;
  /** What may be in the database: no tenant, or anything, which is dropped. */
  over: 'nothing' | 'anything';
};

/**
 * Makes a database of what a backup holds, at the schema of this version. Every device is to be linked again, since
 * WhatsApp has seen its keys go on. The file is read to its end before anything is touched; one that was cut off, is of a
 * later version or belongs to another master key is refused.
 */
export const restore = async ({ databaseUrl, masterKey, file, over }: Restore): Promise<Outcome> => {
  if (!existsSync(file)) return no(`There is no file ${file}.`);
  const read = await readThrough(file);
  if (read === null) return no(`${file} is no backup of Parley, or not a whole one.`);
  const { head, rows } = read;
  const unknown = head.migrations.filter((name, place) => name !== migrationNames[place]);
  if (unknown.length > 0) return no('The backup was made by a later version of Parley than this one.');
  if (head.masterKeyId !== createMasterKey(masterKey).id)
    return no('The backup was made under another master key: nothing sealed in it would open. Give that one.');

  return asOwner({ databaseUrl, application: 'parley restore' }, async (owner) => {
    if (!(await seesEverything(owner))) return no(unseen);
    if (await isInUse(owner)) return no(inUse);
    if (over === 'nothing' && (await hasTenants(owner)))
      return no('There are tenants in this database. --replace drops everything in it first.');
    await owner.query('drop schema public cascade; create schema public; grant usage on schema public to public');
    await setUpRoles(owner, databaseUrl, masterKey);
    await applyMigrations(databaseUrl, migrations.slice(0, head.migrations.length), async () => {});
    await owner.query('begin');
    await load(owner, head, file);
    const devices = await forgetIn(owner);
    await owner.query('commit');
    await migrate({ databaseUrl, masterKey });
    return { exitCode: 0, said: `Rows restored: ${rows}. Devices to be linked again: ${devices}.` };
  });
};

const no = (said: string): Outcome => ({ exitCode: 1, said });

const hasTenants = async (owner: Client): Promise<boolean> => {
  const { rows } = await owner.query<{ found: string | null }>(`select to_regclass('tenants') as found`);
  return rows[0]?.found !== null && (await owner.query('select from tenants limit 1')).rowCount !== 0;
};

const load = async (owner: Client, { tables }: Header, file: string): Promise<void> => {
  const found = await findTables(owner);
  if (JSON.stringify(found) !== JSON.stringify(tables)) throw new Error('The backup is of other tables than ours.');
  // What the migrations themselves write is in the backup as well.
  for (const { name } of found.toReversed()) await owner.query(`delete from ${name}`);
  const names = new Set(found.map(({ name }) => name));
  for await (const line of linesOf(file)) {
    const rows = chunk.safeParse(line);
    if (!rows.success) continue;
    const [name, ...values] = rows.data;
    if (!names.has(name)) throw new Error('The backup holds rows of a table that it does not name.');
    await owner.query(
      `insert into ${name} overriding system value select (read.line).* from (select unnest($1::text[])::${name} as line) as read`,
      [values],
    );
  }
  // What is written from now on comes behind what was restored.
  await owner.query(`select setval(pg_get_serial_sequence('messages', 'position'), max(position)) from messages`);
};

/** What the file says of itself, if it is whole. */
const readThrough = async (file: string): Promise<{ head: Header; rows: number } | null> => {
  let head: Header | null = null;
  let counted = 0;
  let isWhole = false;
  try {
    for await (const line of linesOf(file)) {
      if (head === null) head = header.parse(line);
      else if (Array.isArray(line)) counted += chunk.parse(line).length - 1;
      else isWhole = ending.parse(line).rows === counted;
    }
  } catch {
    // Whatever it is that cannot be read: it is not what we wrote.
    return null;
  }
  return head !== null && isWhole ? { head, rows: counted } : null;
};

async function* linesOf(file: string): AsyncGenerator<unknown> {
  const unpacked = createGunzip().setEncoding('utf8');
  // What fails in reading is thrown where the lines are asked for.
  pipeline(createReadStream(file), unpacked, () => {});
  let rest = '';
  for await (const part of unpacked) {
    const lines = `${rest}${String(part)}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line);
  }
}
