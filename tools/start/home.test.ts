import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { childEnv } from '../env.ts';
import { openHome } from './home.ts';

const temporaryFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-home-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

const openElsewhere = (folder: string) => {
  const script = `
    const { openHome } = await import('${join(import.meta.dirname, 'home.ts')}');
    await openHome('${folder}').then(() => console.log('opened'), (error) => console.log(error.message));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: childEnv({ NODE_OPTIONS: undefined }),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
};

it('lets nobody else look into the folder', async () => {
  const home = await openHome(join(temporaryFolder(), 'deep', 'home'));
  expect(statSync(home.folder).mode & 0o777).toBe(0o700);
});

it('refuses a second launcher in the same folder and says where the first one is', async () => {
  const { folder } = await openHome(temporaryFolder());
  const [said] = await once(openElsewhere(folder).stdout, 'data');
  expect(String(said)).toContain(`already runs from ${folder}; ${folder}/demo.json says where`);
});

it('is free again as soon as the launcher is gone, however it went', async () => {
  const folder = temporaryFolder();
  const first = openElsewhere(folder);
  expect(String((await once(first.stdout, 'data'))[0])).toBe('opened\n');
  first.kill('SIGKILL');
  await once(first, 'exit');
  await expect(openHome(folder)).resolves.toMatchObject({ folder });
});
