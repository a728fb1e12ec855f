import { expect, it } from 'vitest';
import { startSessionSandbox } from './test-session.ts';

const sandbox = await startSessionSandbox();

const contact = '12025550100';

it('says since when a session is open, and when the server was last heard', async () => {
  const never = sandbox.createSession();
  const nothing = { isOpen: false, openSince: null, lastHeardAt: null, phoneSeenAt: null, unanswered: 0 };
  expect(never.health()).toEqual(nothing);
  const before = Date.now();
  const session = await sandbox.openLinked();
  const { isOpen, openSince, lastHeardAt } = session.health();
  expect(isOpen).toBe(true);
  expect(openSince?.getTime()).toBeGreaterThanOrEqual(before);
  expect(lastHeardAt?.getTime()).toBeGreaterThanOrEqual(before);
  await session.close();
  const after = { isOpen: false, openSince: null, lastHeardAt: expect.any(Date), unanswered: 0 };
  expect(session.health()).toMatchObject(after);
});

it.each([
  ['writes', (phone: string) => sandbox.call('POST', `/phones/${phone}/send`, { to: contact, text: 'From the phone' })],
  ['reads', (phone: string) => sandbox.call('POST', `/phones/${phone}/read`, { chat: contact })],
])('knows that the phone lives when somebody %s on it', async (_what, live) => {
  const session = await sandbox.openLinked();
  await sandbox.call('POST', `/contacts/${contact}/messages`, { to: session.phone, text: 'Hello' });
  expect(session.health().phoneSeenAt).toBeNull();
  const before = Date.now();
  await live(session.phone);
  await expect.poll(() => session.health().phoneSeenAt).not.toBeNull();
  // The server tells times in seconds.
  expect(session.health().phoneSeenAt?.getTime()).toBeGreaterThan(before - 1000);
});

it('counts the questions that nobody answers, until one is answered again', async () => {
  const session = await sandbox.openLinked({ times: { queryMs: 50, resyncMs: 200 } });
  await expect.poll(() => session.health().unanswered).toBe(0);
  await sandbox.addFault({ match: { account: session.phone, stanza: 'app-state' }, action: 'no-answer' });
  // Baileys asks again and again.
  expect(await session.resync()).toBe(false);
  await expect.poll(() => session.health().unanswered).toBeGreaterThan(2);
  await sandbox.call('DELETE', '/faults');
  await expect.poll(() => session.health().unanswered).toBe(0);
});
