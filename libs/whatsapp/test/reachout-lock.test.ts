import { expect, it } from 'vitest';
import { startSessionSandbox, type TestSession } from './test-session.ts';

const sandbox = await startSessionSandbox();

/** A message to the contact for which the network locks the account for 30 seconds. */
const provoke = async (session: TestSession): Promise<Date> => {
  const to = { phone: '12025550104' };
  const id = `3EB0${'0F'.repeat(9)}`;
  expect(await session.send({ id, to, content: { kind: 'text', text: 'Hello, stranger' } })).toMatchObject({
    certain: true,
    refusedWith: 463,
  });
  const { next, until } = await session.became('restricted', 'reachout_locked');
  expect(next).toBe('none');
  return until ?? new Date(0);
};

it('a reach-out lock says until when, and its end leads back to connected', async () => {
  const session = await sandbox.openLinked();
  const until = await provoke(session);
  expect(until.getTime() - Date.now()).toBeGreaterThan(20_000);
  session.forget();
  await sandbox.pass(31_000);
  await session.became('connected');
  expect(session.conditions()).toEqual(['connected/connected']);
});

it('a reach-out lock is still there for the next connection', async () => {
  const session = await sandbox.openLinked();
  const until = await provoke(session);
  await session.close();
  session.forget();
  session.open();
  expect(await session.became('restricted', 'reachout_locked')).toEqual({ next: 'none', until });
  expect(session.conditions()).toEqual(['connecting/reconnecting', 'restricted/reachout_locked']);
  await sandbox.pass(31_000);
  await session.became('connected');
});
