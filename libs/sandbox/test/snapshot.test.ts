import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { createClient, sawMessage } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-snapshot-'));
afterAll(() => rmSync(folder, { recursive: true }));

const contact = '12025550150';
const contactJid = `${contact}@s.whatsapp.net`;

const textsSeen = async (sandbox: TestSandbox): Promise<(string | undefined)[]> =>
  (await sandbox.seenBy(contact)).map(({ text }) => text);

it('goes on where it was: linked devices stay linked, and everybody still understands everybody', async () => {
  const snapshotFile = join(folder, 'restart');
  const first = await startTestSandbox({ snapshotFile });
  const client = await first.linkClient();
  const sent = await client.socket().sendMessage(contactJid, { text: 'before' });
  await client.reached(sent?.key.id, 3);
  await sawMessage(client, await first.sendFrom(contact, { to: client.phone, text: 'an answer' }));
  const { id: group } = Object(
    await first.call('POST', '/groups', { subject: 'Us', members: [client.phone, contact] }),
  );
  const toGroup = await client.socket().sendMessage(group, { text: 'to all, before' });
  client.end();
  const missed = await first.sendFrom(contact, { to: client.phone, text: 'while you were away' });
  const lastSeq = (await first.ledger()).at(-1)?.seq;
  await first.stop();

  const second = await startTestSandbox({ snapshotFile });
  onTestFinished(() => second.stop());
  expect(second.network).toMatchObject({ rootPublicKey: first.network.rootPublicKey, caPem: first.network.caPem });
  const again = createClient({ wsUrl: second.wsUrl, vault: client.vault });
  onTestFinished(() => again.end());
  again.connect();
  await sawMessage(again, missed);
  const sentAgain = await again.socket().sendMessage(contactJid, { text: 'after' });
  await again.reached(sentAgain?.key.id, 3);
  await again.socket().sendMessage(group, { text: 'to all, after' });
  await sawMessage(again, await second.sendFrom(contact, { to: client.phone, text: 'and back' }));
  expect(await textsSeen(second)).toEqual(
    expect.arrayContaining(['before', 'to all, before', 'after', 'to all, after']),
  );
  expect((await second.seenBy(contact)).find(({ id }) => id === toGroup?.key.id)).toMatchObject({ frames: 1 });
  // Whoever follows the ledger goes on where they were.
  expect(await second.call('GET', `/ledger?since=${lastSeq}`)).toEqual(await second.ledger());
});

it('loses nothing that was written down to a crash', async () => {
  const snapshotFile = join(folder, 'crash');
  const first = await startTestSandbox({ snapshotFile });
  onTestFinished(() => first.stop());
  const client = await first.linkClient();
  const sent = await client.socket().sendMessage(contactJid, { text: 'kept' });
  await client.reached(sent?.key.id, 3);
  await first.call('POST', '/snapshot');
  expect(statSync(snapshotFile).mode & 0o777).toBe(0o600);
  const copy = join(folder, 'after-the-crash');
  copyFileSync(snapshotFile, copy);

  const second = await startTestSandbox({ snapshotFile: copy });
  onTestFinished(() => second.stop());
  expect(await textsSeen(second)).toEqual(['kept']);
  expect(await second.call('GET', `/phones/${client.phone}`)).toMatchObject({
    devices: [{ id: 1, connected: false }],
    connections: 0,
  });
});

it('sets aside a file that is not its own, says so, and begins anew', async () => {
  const snapshotFile = join(folder, 'foreign');
  writeFileSync(snapshotFile, 'something else');
  const sandbox = await startTestSandbox({ snapshotFile });
  onTestFinished(() => sandbox.stop({ isStrangenessMeant: true }));
  expect(await sandbox.strangeness()).toMatchObject([{ what: expect.stringContaining(`${snapshotFile}.unreadable`) }]);
  expect(readFileSync(`${snapshotFile}.unreadable`, 'utf8')).toBe('something else');
});

it('sets aside what was set aside before it beside it, and touches nothing that is no file', async () => {
  const snapshotFile = join(folder, 'twice');
  for (const text of ['one thing', 'another']) {
    writeFileSync(snapshotFile, text);
    const sandbox = await startTestSandbox({ snapshotFile });
    await sandbox.stop({ isStrangenessMeant: true });
  }
  expect(readFileSync(`${snapshotFile}.unreadable`, 'utf8')).toBe('one thing');
  expect(readFileSync(`${snapshotFile}.unreadable-2`, 'utf8')).toBe('another');

  const directory = join(folder, 'directory');
  mkdirSync(directory);
  await expect(startTestSandbox({ snapshotFile: directory })).rejects.toThrow(/EISDIR/);
  expect(statSync(directory).isDirectory()).toBe(true);
});

it('writes where it should, whatever lies in its way', async () => {
  const snapshotFile = join(folder, 'in-the-way');
  const elsewhere = join(folder, 'elsewhere');
  writeFileSync(elsewhere, 'not yours', { mode: 0o644 });
  symlinkSync(elsewhere, `${snapshotFile}.next`);
  const sandbox = await startTestSandbox({ snapshotFile });
  await sandbox.call('POST', '/snapshot');
  expect(readFileSync(elsewhere, 'utf8')).toBe('not yours');
  expect(statSync(snapshotFile).mode & 0o777).toBe(0o600);
  await sandbox.stop();
});

it('goes on where it cannot write, and says so', async () => {
  const gone = join(folder, 'gone');
  mkdirSync(gone);
  const sandbox = await startTestSandbox({ snapshotFile: join(gone, 'snapshot') });
  rmSync(gone, { recursive: true });
  await sandbox.createPhone();
  await vi.waitFor(async () => expect(await sandbox.strangeness()).not.toEqual([]), 5000);
  mkdirSync(gone);
  await sandbox.stop({ isStrangenessMeant: true });
  expect(readdirSync(gone)).toEqual(['snapshot']);
});

it('says that there is no file to write to where there is none', async () => {
  const sandbox = await startTestSandbox();
  onTestFinished(() => sandbox.stop());
  await expect(sandbox.call('POST', '/snapshot')).rejects.toThrow(/400 .*without a file/);
});
