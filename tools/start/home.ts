import { createHash } from 'node:crypto';
import { accessSync, chmodSync, constants, mkdirSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** The folder with everything one installation keeps: data, keys, logs. Nobody else may look into it. */
export type Home = {
  folder: string;
  demoFile: string;
  masterKeyFile: string;
  log(name: string): string;
};

export const openHome = async (path: string): Promise<Home> => {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const folder = realpathSync(path);
  requireOwn(folder);
  chmodSync(folder, 0o700);
  await claim(folder);
  return {
    folder,
    masterKeyFile: join(folder, 'master.key'),
    demoFile: join(folder, 'demo.json'),
    log: (name) => join(folder, `${name}.log`),
  };
};

const requireOwn = (folder: string) => {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    throw new Error(`${folder} belongs to another user. Start as that user, or set PARLEY_HOME to another folder.`);
  }
};

/**
 * One launcher for a folder, or two servers would write over each other's data. The claim is a name the kernel
 * holds for as long as we live: a crash leaves nothing behind that would have to be cleared away.
 */
const claim = (folder: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const name = createHash('sha256').update(folder).digest('hex');
    const server = createServer();
    server.once('error', () => reject(new Error(alreadyRuns(folder))));
    server.listen(`\0parley-${name}`, () => {
      server.unref();
      resolve();
    });
  });

const alreadyRuns = (folder: string) =>
  [
    `Parley already runs from ${folder}; ${join(folder, 'demo.json')} says where.`,
    'Stop it first (Ctrl-C where it runs), or set PARLEY_HOME to another folder.',
  ].join('\n');
