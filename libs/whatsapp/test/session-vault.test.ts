import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { createMemoryVault } from './memory-vault.ts';
import { startSessionSandbox, type TestSession } from './test-session.ts';

const sandbox = await startSessionSandbox();

let ids = 0;
const sendTo = (session: TestSession, phone: string) =>
  session.send({
    id: `3EB0${String((ids += 1)).padStart(18, '0')}`,
    to: { phone },
    content: { kind: 'text', text: 'Hello' },
  });
const seenBy = async (phone: string): Promise<number> => (await sandbox.seenBy(phone)).length;

it('goes on with the same vault in another session, with people it wrote to and with new ones', async () => {
  const session = await sandbox.openLinked();
  const contact = '12025550121';
  expect(await sendTo(session, contact)).toEqual({ acked: true });
  await session.close();
  expect(session.vault.sideBySide()).toBe(1);
  const again = sandbox.createSession({ vault: session.vault });
  again.open();
  await again.became('connected');
  expect(await sendTo(again, contact)).toEqual({ acked: true });
  expect(await sendTo(again, '12025550124')).toEqual({ acked: true });
  expect(await seenBy(contact)).toBe(2);
  expect(await seenBy('12025550124')).toBe(1);
  expect(again.conditions()).toEqual(['connecting/starting', 'connected/connected']);
});

it('goes on with the vault that linking by QR has filled', async () => {
  const { phone } = await sandbox.createPhone();
  const session = sandbox.createSession();
  session.open();
  const { link } = await session.saw('link');
  await sandbox.call('POST', `/phones/${phone}/scan`, { qr: link.by === 'qr' ? link.text : '' });
  await session.became('connected');
  await session.close();
  const again = sandbox.createSession({ vault: session.vault });
  again.open();
  await again.became('connected');
  expect(await sendTo(again, '12025550125')).toEqual({ acked: true });
  expect(await seenBy('12025550125')).toBe(1);
  expect(session.vault.sideBySide()).toBe(1);
});

describe('a vault that takes no more writes', () => {
  it('leaves a send under way unknown, and ends the session, which writes nothing more', async () => {
    const session = await sandbox.openLinked();
    const contact = '12025550126';
    await sendTo(session, contact);
    await sandbox.addFault({ match: { account: session.phone }, action: 'ack-lost' });
    session.vault.refuse(new Error('stale epoch'));
    const written = session.vault.commits.length;
    session.forget();
    expect(await sendTo(session, contact)).toMatchObject({ acked: false, certain: false });
    expect(await session.became('disconnected', 'connection_lost')).toEqual({
      next: 'check_lease_then_open',
      until: null,
    });
    expect(session.conditions()).toHaveLength(1);
    session.vault.refuse(null);
    await session.close();
    expect(session.vault.commits).toHaveLength(written);
    expect(await sendTo(session, contact)).toMatchObject({ certain: true, why: 'not_connected' });
  });

  it('says nothing of a recipient whose keys could not be kept', async () => {
    const session = await sandbox.openLinked();
    session.vault.refuse(new Error('Postgres is away'));
    const outcome = await sendTo(session, '12025550127');
    expect(outcome).toMatchObject({ acked: false, certain: true });
    expect(outcome).toMatchObject({ why: expect.stringMatching(/^not_(?:recorded|connected)$/) });
    expect(await seenBy('12025550127')).toBe(0);
    session.vault.refuse(null);
  });

  it('from the beginning lets no device be linked that nobody remembers', async () => {
    const { phone } = await sandbox.createPhone();
    const session = sandbox.createSession();
    session.vault.refuse(new Error('stale epoch'));
    session.open();
    const { link } = await session.saw('link');
    await sandbox.call('POST', `/phones/${phone}/scan`, { qr: link.by === 'qr' ? link.text : '' }).catch(() => null);
    expect(await session.became('disconnected', 'connection_lost')).toMatchObject({ next: 'check_lease_then_open' });
    expect(session.events.map(({ kind }) => kind)).not.toContain('linked');
  });

  it('or cannot be read opens nothing', async () => {
    const vault = createMemoryVault();
    vault.findCreds = () => Promise.reject(new Error('no database'));
    const session = sandbox.createSession({ vault });
    session.open();
    expect(await session.became('disconnected', 'connection_lost')).toMatchObject({ next: 'check_lease_then_open' });
  });
});

describe('a vault whose credentials are none', () => {
  it('waits for a person, and gives them up only for a new linking', async () => {
    const vault = createMemoryVault();
    vault.setCreds(Buffer.from('garbage'));
    const session = sandbox.createSession({ vault });
    session.open();
    expect(await session.became('logged_out', 'keys_lost')).toEqual({ next: 'wait_for_person', until: null });
    expect(vault.creds()).not.toBeNull();
    session.open({ by: 'qr' });
    await session.saw('link');
    expect(vault.creds()).toBeNull();
  });
});
