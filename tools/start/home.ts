import { createHash } from 'node:crypto';
import { accessSync, chmodSync, constants, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { claim } from '../services/claim.ts';

/** The folder with everything one installation keeps: data, keys, logs. Nobody else may look into it. */
export type Home = {
  folder: string;
  postgresFolder: string;
  /** Every mail there is, as a file. */
  mailFolder: string;
  demoFile: string;
  masterKeyFile: string;
  /** What happened in the sandbox network. */
  sandboxFile: string;
  log(name: string): string;
};

export const homeAt = (folder: string): Home => ({
  folder,
  postgresFolder: join(folder, 'postgres'),
  mailFolder: join(folder, 'mail'),
  masterKeyFile: join(folder, 'master.key'),
  demoFile: join(folder, 'demo.json'),
  sandboxFile: join(folder, 'sandbox.snapshot'),
  log: (name) => join(folder, `${name}.log`),
});

export const openHome = async (path: string): Promise<Home> => {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const folder = realpathSync(path);
  requireOwn(folder);
  chmodSync(folder, 0o700);
  await claimFolder(folder);
  return homeAt(folder);
};

const requireOwn = (folder: string) => {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    throw new Error(`${folder} belongs to another user. Start as that user, or set PARLEY_HOME to another folder.`);
  }
};

/** One launcher for a folder, or two servers would write over each other's data. */
const claimFolder = async (folder: string) => {
  const name = createHash('sha256').update(folder).digest('hex');
  if (!(await claim(`home ${name}`))) throw new Error(alreadyRuns(folder));
};

const alreadyRuns = (folder: string) =>
  [
    `Parley already runs from ${folder}; ${join(folder, 'demo.json')} says where.`,
    'Stop it first (Ctrl-C where it runs), or set PARLEY_HOME to another folder.',
  ].join('\n');
