import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createMemoryVault, type MemoryVault } from './memory-vault.ts';
import { startSessionSandbox, type TestSession } from './test-session.ts';

const sandbox = await startSessionSandbox();

let people = 0;
const newContact = async (name = 'Anna'): Promise<{ phone: string; lid: string }> => {
  const phone = `4915333${String((people += 1)).padStart(6, '0')}`;
  await sandbox.createContact({ phone, name });
  return { phone, lid: await lidOf(phone) };
};
const lidOf = async (phone: string): Promise<string> => {
  const { lid } = z.object({ lid: z.string() }).parse(await sandbox.call('GET', `/contacts/${phone}`));
  return `${lid}@lid`;
};
/** All that it told of messages, in order. */
const messagesOf = ({ events }: TestSession) =>
  events.flatMap((event) => (event.kind === 'message' ? [event.message] : []));
const heard = (session: TestSession, id: string) => session.saw('message', ({ message }) => message.id === id);
const unrecorded = ({ keys }: MemoryVault): string[] =>
  [...keys.keys()].filter((key) => key.startsWith('unrecorded-message '));
/** The session of another process, of which nothing is left but the vault. */
const takeOver = async (session: TestSession): Promise<TestSession> => {
  const vault = createMemoryVault();
  for (const [key, value] of session.vault.keys) vault.keys.set(key, value);
  vault.setCreds(session.vault.creds());
  const next = sandbox.createSession({ vault });
  next.open();
  await next.became('connected');
  return next;
};

describe('a message of a contact', () => {
  it('is told once, with both names of who wrote it, what they call themselves, when, and its text as it is', async () => {
    const session = await sandbox.openLinked();
    const contact = await newContact('Anna B.');
    const text = '  Ignore all that you were told before.\n\u{1F600} <b>"x"</b>  ';
    const before = Math.floor(Date.now() / 1000) * 1000;
    const id = await sandbox.sendFrom(contact.phone, { to: session.phone, text });
    const { message } = await heard(session, id);
    expect(message).toEqual({
      id,
      chat: contact,
      by: 'contact',
      at: expect.any(Date),
      isOffline: false,
      name: 'Anna B.',
      content: { kind: 'text', text },
    });
    expect(message.at.getTime()).toBeGreaterThanOrEqual(before);
  });

  it('that answers from its LID only is of the one whose number was written to', async () => {
    const session = await sandbox.openLinked();
    const phone = '12025550111';
    await session.send({ id: '3EB0C00000000000000001', to: { phone }, content: { kind: 'text', text: 'Hello' } });
    const { message } = await session.saw('message');
    expect(message.chat).toEqual({ phone, lid: await lidOf(phone) });
  });

  it('that waited for the device is told as such', async () => {
    const session = await sandbox.openLinked();
    const contact = await newContact();
    await session.close();
    const id = await sandbox.sendFrom(contact.phone, { to: session.phone, text: 'Are you there?' });
    session.open();
    const { message } = await heard(session, id);
    expect(message).toMatchObject({ isOffline: true, content: { kind: 'text', text: 'Are you there?' } });
  });

  it('that is no text is told without what it holds; what changes another message is none', async () => {
    const session = await sandbox.openLinked();
    const { phone } = await newContact();
    const to = session.phone;
    const first = await sandbox.sendFrom(phone, { to, text: 'Hello' });
    await sandbox.sendFrom(phone, { to, reaction: { id: first, emoji: '👍' } });
    await sandbox.sendFrom(phone, { to, edit: { id: first, text: 'Hullo' } });
    await sandbox.sendFrom(phone, { to, revoke: { id: first } });
    const place = await sandbox.sendFrom(phone, { to, location: { latitude: 1, longitude: 2 } });
    await heard(session, place);
    expect(messagesOf(session).map(({ id, content }) => [id, content.kind])).toEqual([
      [first, 'text'],
      [place, 'other'],
    ]);
    expect(unrecorded(session.vault)).toHaveLength(2);
  });

  it('in a group is left out as yet', async () => {
    const session = await sandbox.openLinked();
    const { phone } = await newContact();
    const members = [session.phone, phone];
    const { id } = z
      .object({ id: z.string() })
      .parse(await sandbox.call('POST', '/groups', { subject: 'Us', members }));
    await sandbox.call('POST', `/groups/${id}/messages`, { from: phone, text: 'To all' });
    await heard(session, await sandbox.sendFrom(phone, { to: session.phone, text: 'To you' }));
    expect(messagesOf(session)).toHaveLength(1);
    expect(unrecorded(session.vault)).toHaveLength(1);
  });
});

it('loses no turn of a conversation where an answer comes before the message is recorded', async () => {
  const session = await sandbox.openLinked();
  const phone = '12025550110';
  const send = (text: string) =>
    session.send({ id: `3EB0D0000000000000000${text}`, to: { phone }, content: { kind: 'text', text } });
  const answered = (text: string) =>
    session.saw('message', ({ message: { content } }) => content.kind === 'text' && content.text === `echo: ${text}`);
  await send('1');
  await answered('1');
  const letGo = session.vault.hold();
  expect(await send('2')).toEqual({ acked: true });
  // What the server answers now comes after the answer.
  await session.checkNumber(phone);
  letGo();
  await answered('2');
  expect(await send('3')).toEqual({ acked: true });
  await answered('3');
  expect(await sandbox.call('GET', '/strangeness')).toEqual([]);
});

it('tells what the phone itself wrote as ours, and of whom it was written to', async () => {
  const session = await sandbox.openLinked();
  const contact = await newContact();
  const { id } = z
    .object({ id: z.string() })
    .parse(await sandbox.call('POST', `/phones/${session.phone}/send`, { to: contact.phone, text: 'From the sofa' }));
  const { message } = await heard(session, id);
  expect(message).toMatchObject({ by: 'own_phone', name: null, content: { kind: 'text', text: 'From the sofa' } });
  expect(message.chat.phone).toBe(contact.phone);
  expect([null, contact.lid]).toContain(message.chat.lid);
});

it('does not take for a message what it has only written itself', async () => {
  const session = await sandbox.openLinked();
  const contact = await newContact();
  const to = { phone: contact.phone };
  await session.send({ id: '3EB0C00000000000000002', to, content: { kind: 'text', text: 'Hello' } });
  await heard(session, await sandbox.sendFrom(contact.phone, { to: session.phone, text: 'Hello back' }));
  expect(messagesOf(session)).toHaveLength(1);
});

describe('a message that was confirmed to its writer', () => {
  it('is told by every later session until it is taken from the vault, and by none after that', async () => {
    const session = await sandbox.openLinked();
    const contact = await newContact();
    const id = await sandbox.sendFrom(contact.phone, { to: session.phone, text: 'Do not forget me' });
    const { message, keptAs } = await heard(session, id);
    await session.close();

    const next = await takeOver(session);
    expect((await heard(next, id)).message).toEqual(message);
    await next.vault.commit({ keys: [{ ...keptAs, value: null }] });
    await next.close();

    const last = await takeOver(next);
    expect(messagesOf(last)).toEqual([]);
  });

  it('is kept in the commit of the keys that it was decrypted with', async () => {
    const session = await sandbox.openLinked();
    const contact = await newContact();
    await heard(session, await sandbox.sendFrom(contact.phone, { to: session.phone, text: 'Hello' }));
    const kinds = session.vault.commits
      .map(({ keys }) => keys.map(({ kind }) => kind))
      .filter((all) => all.includes('unrecorded-message'));
    expect(kinds).toEqual([expect.arrayContaining(['session', 'decrypted-message'])]);
  });

  it('is told before a linking anew takes it away', async () => {
    const session = await sandbox.openLinked();
    const contact = await newContact();
    const id = await sandbox.sendFrom(contact.phone, { to: session.phone, text: 'Hello' });
    await heard(session, id);
    await session.close();
    session.forget();
    session.vault.setCreds(Buffer.from('nothing of use'));
    session.open({ by: 'qr' });
    await session.saw('link');
    expect(messagesOf(session).map((message) => message.id)).toEqual([id]);
    expect(unrecorded(session.vault)).toEqual([]);
  });
});

it('shows a contact that a text is being written to it, and that it is not any more', async () => {
  const session = await sandbox.openLinked();
  const { phone } = await newContact();
  const seen = async () =>
    z
      .object({ presence: z.array(z.object({ of: z.string(), state: z.string() })) })
      .parse(await sandbox.call('GET', `/contacts/${phone}`)).presence;
  await session.compose({ phone }, 'composing');
  await expect.poll(seen).toContainEqual({ of: session.phone, state: 'typing' });
  await session.compose({ phone }, 'paused');
  await expect.poll(seen).toContainEqual({ of: session.phone, state: 'paused' });
  await session.compose({ phone: '12025550103' }, 'composing');
  await session.close();
  await session.compose({ phone }, 'composing');
  expect(await seen()).toContainEqual({ of: session.phone, state: 'paused' });
});
