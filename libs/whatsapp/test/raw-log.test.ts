import { expect, it } from 'vitest';
import type { RawEntry, RawShape } from '../src/session.ts';
import { startSessionSandbox } from './test-session.ts';

const sandbox = await startSessionSandbox();

const tagsOf = ({ tag, children }: RawShape): string[] => [tag, ...children.flatMap(tagsOf)];
const contact = '12025550110';

it('shows how a linking, a message and its answer went, and nothing of whom, what, or with which key', async () => {
  const name = 'Zebulon Quagmire';
  const text = 'The falcon leaves at midnight';
  const { phone, lid } = await sandbox.createPhone({ name });
  const entries: RawEntry[] = [];
  const session = sandbox.createSession();
  session.logRaw((entry) => entries.push(entry));
  session.open();
  const { link } = await session.saw('link');
  const qr = link.by === 'qr' ? link.text : '';
  await sandbox.call('POST', `/phones/${phone}/scan`, { qr });
  await session.became('connected');
  const id = `3EB0${'A1B2C3'.repeat(3)}`;
  expect(await session.send({ id, to: { phone: contact }, content: { kind: 'text', text } })).toEqual({ acked: true });
  await session.saw('receipt', (event) => event.id === id && event.status === 'read');
  const heard = (direction: string, tag: string) =>
    entries.filter((each) => each.direction === direction && each.tag === tag);
  await expect.poll(() => heard('in', 'message').length).toBeGreaterThan(2);

  // It is of use: what was asked and said is there, both ways, with its codes.
  const tags = (direction: string) =>
    new Set(entries.filter((each) => each.direction === direction).flatMap(({ shape }) => tagsOf(shape)));
  expect([...tags('in')]).toEqual(
    expect.arrayContaining(['pair-device', 'pair-success', 'stream:error', 'success', 'ack', 'enc']),
  );
  expect([...tags('out')]).toEqual(
    expect.arrayContaining(['pair-device-sign', 'usync', 'message', 'enc', 'receipt', 'skey']),
  );
  expect(heard('in', 'stream:error').map(({ shape }) => shape.attributes)).toEqual([{ code: '515' }]);
  const [sent] = heard('out', 'message');
  expect(sent?.shape.attributes).toMatchObject({ type: 'text', id: null, to: null });
  expect(sent?.shape.bytes).toBeGreaterThan(100);
  expect([...tags('in'), ...tags('out')]).not.toContain('other');

  const said = JSON.stringify(entries).toLowerCase();
  const users = [phone, contact, lid].map((each) => each.split(/[@:]/u)[0] ?? each);
  const keys = [...session.vault.keys.values(), session.vault.creds() ?? Buffer.alloc(0)].flatMap(secretsIn);
  expect(keys.length).toBeGreaterThan(800);
  const secrets = [...users, ...name.split(' '), ...text.split(' '), id, ...qr.split(',').slice(1, 4), ...keys];
  expect(secrets.filter((secret) => secret.length > 3 && said.includes(secret.toLowerCase()))).toEqual([]);
});

it('is switched on and off while the session lives', async () => {
  const session = await sandbox.openLinked();
  const entries: RawEntry[] = [];
  session.logRaw((entry) => entries.push(entry));
  await session.send({ id: `3EB0${'0D'.repeat(9)}`, to: { phone: contact }, content: { kind: 'text', text: 'Hello' } });
  expect(entries.map(({ direction }) => direction)).toEqual(expect.arrayContaining(['in', 'out']));
  session.logRaw(null);
  const before = entries.length;
  await session.send({ id: `3EB0${'0E'.repeat(9)}`, to: { phone: contact }, content: { kind: 'text', text: 'Hello' } });
  expect(entries).toHaveLength(before);
});

/** Every string of bytes in a value of the vault, as hex and as base64. */
const secretsIn = (value: Buffer): string[] =>
  [...value.toString().matchAll(/"type":"Buffer","data":"([^"]{16,})"/gu)].flatMap(([, base64 = '']) => [
    base64,
    Buffer.from(base64, 'base64').toString('hex'),
  ]);
