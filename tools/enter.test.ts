import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { delimiter } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { childEnv, env } from './env.ts';
import { descendantsOf, findDescendant, waitUntilGone } from './test/process-tree.ts';

// Each test enters a small tree of its own: this entry script, one dependency in the lockfile, a script to run, and
// an npm of the test's making.

const createTree = ({ installed = true, npm = 'exit 1', script = '' } = {}) => {
  const root = mkdtempSync(join(tmpdir(), 'parley-enter-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const node = join('node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  const write = (file: string, text: string) => {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  cpSync(join(import.meta.dirname, 'enter.mjs'), join(root, 'tools', 'enter.mjs'), { recursive: true });
  write('package.json', JSON.stringify({ scripts: { start: 'exec node tools/enter.mjs tools/script.ts' } }));
  const lock = JSON.stringify({ packages: { '': {}, 'node_modules/dependency': { version: '1.2.3' } } });
  write('package-lock.json', lock);
  if (installed) write('node_modules/.package-lock.json', lock);
  write('tools/script.ts', script);
  write('bin/npm', `#!/bin/sh\n${npm}\n`);
  chmodSync(join(root, 'bin', 'npm'), 0o755);
  mkdirSync(join(root, node, '..'), { recursive: true });
  symlinkSync(join(env.root, node), join(root, node));
  return root;
};

const enter = (root: string, words: string[] = [], nodeOptions: string[] = []) =>
  spawn(process.execPath, [...nodeOptions, join(root, 'tools', 'enter.mjs'), 'tools/script.ts', ...words], {
    env: childEnv({ NODE_OPTIONS: undefined, PATH: [join(root, 'bin'), env.path].join(delimiter) }),
  });

const finish = async (child: ChildProcess) => {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => (out += chunk));
  child.stderr?.on('data', (chunk) => (err += chunk));
  const [code] = await once(child, 'close');
  return { code, out, err };
};

const waiting = `process.on('SIGINT', () => console.log('INT')); console.log('up'); setInterval(() => {}, 1000);`;

it('runs a script with its arguments and hands back its exit code', async () => {
  const root = createTree({ script: 'console.log(process.argv.slice(2)); process.exitCode = 7;' });
  const { code, out } = await finish(enter(root, ['--json', 'two words']));
  expect(out).toContain("[ '--json', 'two words' ]");
  expect(code).toBe(7);
});

it('installs the dependencies first where they are missing, and not again', async () => {
  const npm = 'echo "$@" > npm-was-called; cp package-lock.json node_modules/.package-lock.json';
  const root = createTree({ installed: false, npm, script: 'console.log("ran")' });
  const first = await finish(enter(root));
  expect(first.out).toBe('ran\n');
  expect(first.err).toMatch(/Installing the dependencies[^]*Installed the dependencies in [\d.]+ s/);
  rmSync(join(root, 'npm-was-called'));
  await finish(enter(root));
  expect(existsSync(join(root, 'npm-was-called'))).toBe(false);
});

it('installs again when the lockfile names another version', async () => {
  const root = createTree({ npm: 'touch npm-was-called' });
  const lock = { packages: { 'node_modules/dependency': { version: '1.2.4' } } };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock));
  await finish(enter(root));
  expect(existsSync(join(root, 'npm-was-called'))).toBe(true);
});

it('shows what npm says when it fails, and runs nothing', async () => {
  const root = createTree({ installed: false, npm: 'echo no registry; exit 3', script: 'console.log("ran")' });
  const { code, out, err } = await finish(enter(root));
  expect(err).toMatch(/no registry\n.*failed; npm says why above/);
  expect([code, out]).toEqual([1, '']);
});

it.each([
  ['an older Node', `Object.defineProperty(process, 'versions', { value: { node: '18.20.0' } })`, /needs Node 20\.19/],
  ['another system', `Object.defineProperty(process, 'platform', { value: 'darwin' })`, /runs on Linux.*darwin/],
])('says what is wrong with %s', async (_, pretend, sentence) => {
  const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
  const { code, err } = await finish(enter(createTree(), [], ['--import', preload]));
  expect(err).toMatch(sentence);
  expect(code).toBe(1);
});

it('passes a Ctrl-C on once, though the terminal and npm both deliver it', async () => {
  const child = enter(createTree({ script: `${waiting} process.on('SIGINT', () => setTimeout(process.exit, 500));` }));
  const ended = finish(child);
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  expect((await ended).out).toBe('up\nINT\n');
});

it('takes the script with it when it is killed', async () => {
  const child = enter(createTree({ script: waiting }));
  await once(child.stdout, 'data');
  const scripts = descendantsOf(child.pid ?? 0);
  expect(scripts).toHaveLength(1);
  child.kill('SIGKILL');
  await waitUntilGone(scripts);
});

it.each(['SIGKILL', 'SIGTERM'] as const)('ends when npm gets a %s', async (signal) => {
  const root = createTree({ script: waiting });
  const npm = spawn('npm', ['start', '--silent'], { cwd: root, env: childEnv({ NODE_OPTIONS: undefined }) });
  await once(npm.stdout, 'data');
  const all = descendantsOf(npm.pid ?? 0);
  expect(findDescendant(npm.pid ?? 0, 'script.ts')).toBeGreaterThan(0);
  npm.kill(signal);
  await waitUntilGone(all);
});
