import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createDeviceCache } from '../src/device-cache.ts';
import { startSessionSandbox, type TestSession } from './test-session.ts';

const sandbox = await startSessionSandbox();

let ids = 0;
const sendTo = (session: TestSession, to: { phone: string } | { group: string }) =>
  session.send({ id: `3EB1${String((ids += 1)).padStart(18, '0')}`, to, content: { kind: 'text', text: 'Hello' } });
const lastId = (): string => `3EB1${String(ids).padStart(18, '0')}`;
/** The session of another process, of which nothing is left but the vault. */
const takeOver = async (session: TestSession): Promise<TestSession> => {
  await session.close();
  const next = sandbox.createSession({ vault: session.vault });
  next.open();
  await next.became('connected');
  return next;
};
/** Counts what is asked from here on. */
const countQuestions = async (stanza: string): Promise<() => Promise<number>> => {
  await sandbox.addFault({ match: { stanza }, action: 'slow', delayMs: 1 });
  return async () => {
    const faults = z
      .array(z.object({ match: z.object({ stanza: z.string() }), struck: z.number() }))
      .parse(await sandbox.call('GET', '/faults'));
    return faults.find(({ match }) => match.stanza === stanza)?.struck ?? 0;
  };
};
const newContact = async (): Promise<string> => {
  const phone = `1202555${2000 + (ids += 1)}`;
  await sandbox.createContact({ phone });
  return phone;
};

describe('another session of the same device', () => {
  it('writes to people and groups it knows without using up any key of theirs, and asks which devices they have', async () => {
    const session = await sandbox.openLinked();
    const other = await sandbox.openLinked();
    const contact = await newContact();
    const group = z
      .object({ id: z.string() })
      .parse(
        await sandbox.call('POST', '/groups', { subject: 'We', members: [session.phone, contact, other.phone] }),
      ).id;
    for (const to of [{ phone: contact }, { phone: other.phone }, { group }])
      expect(await sendTo(session, to)).toEqual({ acked: true });
    const bundles = await countQuestions('prekeys');
    const lists = await countQuestions('usync');
    const next = await takeOver(session);
    for (const to of [{ phone: contact }, { phone: other.phone }, { group }])
      expect(await sendTo(next, to)).toEqual({ acked: true });
    expect(await bundles()).toBe(0);
    expect(await lists()).toBeGreaterThan(0);
    expect(await sandbox.seenBy(contact)).toHaveLength(4);
  });

  it('hears of a device that somebody has linked meanwhile, and begins a conversation with that one alone', async () => {
    const { phone } = await sandbox.createPhone();
    const session = await sandbox.openLinked();
    expect(await sendTo(session, { phone })).toEqual({ acked: true });
    const theirs = await sandbox.openLinked({ phone });
    const conversations = (): number =>
      [...theirs.vault.keys.keys()].filter((key) => key.startsWith('session ')).length;
    const before = conversations();
    const bundles = await countQuestions('prekeys');
    const next = await takeOver(session);
    expect(await sendTo(next, { phone })).toEqual({ acked: true });
    expect(await bundles()).toBe(1);
    await expect.poll(conversations).toBe(before + 1);
  });
});

it('asks anew which devices somebody has once that is old, without using up any key of theirs', async () => {
  const session = await sandbox.openLinked({ devices: createDeviceCache({ keptMs: 0 }) });
  const contact = await newContact();
  await sendTo(session, { phone: contact });
  const bundles = await countQuestions('prekeys');
  const lists = await countQuestions('usync');
  expect(await sendTo(session, { phone: contact })).toEqual({ acked: true });
  expect([await bundles(), await lists()]).toEqual([0, 2]);
});

describe('whether a number is on WhatsApp', () => {
  it('is said with the LID of whoever has it', async () => {
    const session = await sandbox.openLinked();
    const contact = await newContact();
    const { lid } = z.object({ lid: z.string() }).parse(await sandbox.call('GET', `/contacts/${contact}`));
    expect(await session.checkNumber(contact)).toEqual({ onWhatsApp: true, lid: `${lid}@lid` });
    expect(await session.checkNumber('12025550103')).toEqual({ onWhatsApp: false, lid: null });
    expect(await session.checkNumber('no number')).toEqual({ onWhatsApp: false, lid: null });
  });

  it('is not said where nobody answers in time, or nothing is open', async () => {
    const session = await sandbox.openLinked({ times: { queryMs: 300 } });
    const contact = await newContact();
    await sandbox.addFault({ match: { account: session.phone, stanza: 'usync' }, action: 'no-answer' });
    expect(await session.checkNumber(contact)).toBeNull();
    await session.close();
    expect(await session.checkNumber(contact)).toBeNull();
  });

  it('is asked while a message waits to be sent', async () => {
    const session = await sandbox.openLinked({ times: { queryMs: 1000 } });
    const contact = await newContact();
    await sandbox.addFault({ match: { account: session.phone, stanza: 'prekeys' }, action: 'no-answer' });
    let isSent = false;
    const sent = sendTo(session, { phone: contact }).finally(() => (isSent = true));
    expect(await session.checkNumber(contact)).toMatchObject({ onWhatsApp: true });
    expect(isSent).toBe(false);
    expect(await sent).toMatchObject({ why: 'recipient_unreachable' });
  });
});

describe('a message that its recipient cannot read', () => {
  /** It has what is sent to it, upon which the connection drops. */
  const contact = '12025550108';

  it('is sent again by another session of the device, and is shown once', async () => {
    const session = await sandbox.openLinked();
    expect(await sendTo(session, { phone: contact })).toMatchObject({ why: 'connection_lost' });
    await session.became('disconnected');
    session.forget();
    session.open();
    await session.became('connected');
    await sandbox.call('POST', `/contacts/${contact}/reinstall`, { isAnnounced: false });
    expect(await sendTo(session, { phone: contact })).toMatchObject({ why: 'connection_lost' });
    const id = lastId();
    const next = await takeOver(session);
    await next.saw('receipt', (receipt) => receipt.id === id);
    const seen = await sandbox.seenBy(contact);
    expect(seen.filter((entry) => entry.id === id)).toMatchObject([{ text: 'Hello', frames: 2 }]);
    expect(session.vault.keys.has(`sent-message ${id}`)).toBe(true);
  });

  it('costs no write of its own to be kept, and may be forgotten after three days', async () => {
    const session = await sandbox.openLinked();
    const warm = await newContact();
    await sendTo(session, { phone: warm });
    const before = session.vault.commits.length;
    await sendTo(session, { phone: warm });
    const commits = session.vault.commits.slice(before);
    expect(commits).toHaveLength(1);
    const kept = commits[0]?.keys.find(({ kind }) => kind === 'sent-message');
    expect(kept?.id).toBe(lastId());
    const days = ((kept?.expiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(3, 2);
  });
});
