import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { startSessionSandbox } from './test-session.ts';

const sandbox = await startSessionSandbox();
const children: ChildProcess[] = [];

afterAll(() => {
  for (const child of children) child.kill();
});

const program = fileURLToPath(new URL('garbage-process.ts', import.meta.url));

/** A process with two sessions, both open. */
const start = async (policy: 'tamed' | 'wild') => {
  const phones = [(await sandbox.createPhone()).phone, (await sandbox.createPhone()).phone];
  const vaults = await Promise.all(
    phones.map(async (phone) => JSON.stringify(await sandbox.call('POST', `/phones/${phone}/provision`))),
  );
  const child = fork(program, [sandbox.wsUrl, policy, ...vaults], {
    execArgv: ['--conditions=@parley/source'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  children.push(child);
  let complaints = '';
  child.stderr?.on('data', (bytes: Buffer) => (complaints += bytes.toString()));
  const words: string[] = [];
  const waiters = new Set<() => void>();
  child.on('message', (word) => {
    words.push(String(word));
    for (const look of waiters) look();
  });
  const heard = (word: string, times = 1): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (words.filter((each) => each === word).length >= times) resolve();
      };
      waiters.add(look);
      look();
    });
  await Promise.all([heard('0 connected/connected'), heard('1 connected/connected')]);
  return { child, words, heard, phone: phones[0] ?? '', complaints: () => complaints };
};

it('garbage ends the session that gets it, which opens again, and no other', async () => {
  const { child, words, heard, phone } = await start('tamed');
  for (const times of [2, 3]) {
    await sandbox.addFault({ match: { account: phone }, action: 'garbage-frame', times: 1 });
    await heard('0 connected/connected', times);
  }
  expect(words).toContain('stray');
  expect(words).not.toContain('stray of nobody');
  expect(words.filter((word) => word === '0 disconnected/connection_lost')).toHaveLength(2);
  expect(words.filter((word) => word.startsWith('1'))).toEqual(['1 connecting/starting', '1 connected/connected']);
  expect(child.exitCode).toBeNull();
});

it('garbage ends the whole process where nobody tamed it', async () => {
  const { child, phone } = await start('wild');
  const exit = once(child, 'exit');
  await sandbox.addFault({ match: { account: phone }, action: 'garbage-frame', times: 1 });
  expect(await exit).toEqual([1, null]);
});

it("what is not Baileys' ends the process as it did", async () => {
  const { child, complaints } = await start('tamed');
  const exit = once(child, 'exit');
  child.send('go');
  expect(await exit).toEqual([1, null]);
  expect(complaints()).toContain('of nobody but us');
});

it("nor is what whoever is told of a session's life does with it", async () => {
  const { child, phone, heard, complaints } = await start('tamed');
  child.send('be clumsy');
  await heard('heard');
  const exit = once(child, 'exit');
  await sandbox.addFault({ match: { account: phone }, action: 'close', times: 1 });
  expect(await exit).toEqual([1, null]);
  expect(complaints()).toContain('of whoever was told');
});
