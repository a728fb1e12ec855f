import { expect, it } from 'vitest';
import { startSessionSandbox, type TestSession } from './test-session.ts';

const sandbox = await startSessionSandbox();

/** Turns for so many at once, that are only given back when the test says so. */
const createTurns = (limit: number) => {
  const waiting: (() => void)[] = [];
  let [held, most] = [0, 0];
  const giveOut = (): void => {
    while (held < limit && waiting.length > 0) {
      held += 1;
      most = Math.max(most, held);
      waiting.shift()?.();
    }
  };
  const { promise: mayEnd, resolve: letEnd } = Promise.withResolvers<void>();
  return {
    most: () => most,
    held: () => held,
    waiting: () => waiting.length,
    letEnd,
    take: async (signal: AbortSignal): Promise<() => void> => {
      const { promise: turn, resolve: go, reject } = Promise.withResolvers<void>();
      waiting.push(go);
      signal.addEventListener('abort', () => {
        if (waiting.includes(go)) waiting.splice(waiting.indexOf(go), 1);
        reject(new Error('nobody wants it any more'));
      });
      giveOut();
      await turn;
      return () => {
        void mayEnd.then(() => {
          held -= 1;
          giveOut();
        });
      };
    },
  };
};

const scanned = async (linkingTurn: (signal: AbortSignal) => Promise<() => void>): Promise<TestSession> => {
  const { phone } = await sandbox.createPhone();
  const session = sandbox.createSession({ linkingTurn });
  session.open();
  const { link } = await session.saw('link');
  await sandbox.call('POST', `/phones/${phone}/scan`, { qr: link.by === 'qr' ? link.text : '' });
  return session;
};

it('a third linking waits for its turn between the scan and the connection, and none is lost', async () => {
  const turns = createTurns(2);
  // Each shows its code, and is scanned, while nobody gives a turn back.
  const sessions = await Promise.all([1, 2, 3].map(() => scanned(turns.take)));
  const isOpen = (session: TestSession): boolean => session.conditions().includes('connected/connected');
  await expect.poll(() => sessions.filter(isOpen).length).toBe(2);
  await expect.poll(() => turns.waiting()).toBe(1);
  const last = sessions.find((session) => !isOpen(session));
  expect(last?.conditions().at(-1)).toBe('connecting/restarting');
  await last?.saw('linked');
  turns.letEnd();
  await last?.became('connected');
  await expect.poll(() => turns.held()).toBe(0);
  expect(turns.most()).toBe(2);
});

it('whoever hangs up while a linking waits loses nothing: it takes its turn the next time', async () => {
  const turns = createTurns(0);
  const session = await scanned(turns.take);
  await expect.poll(() => turns.waiting()).toBe(1);
  await session.close();
  expect(turns.waiting()).toBe(0);
  const later = createTurns(1);
  const again = sandbox.createSession({ vault: session.vault, linkingTurn: later.take });
  again.open();
  await again.became('connected');
  expect(later.most()).toBe(1);
  later.letEnd();
  await expect.poll(() => later.held()).toBe(0);
  await again.close();
  again.open();
  await again.became('connected');
  expect(again.conditions()).not.toContain('qr_ready/waiting_for_scan');
});

it('goes on without a turn where nobody gives any', async () => {
  const session = await scanned(() => Promise.reject(new Error('there are no turns')));
  expect(await session.became('connected')).toEqual({ next: 'none', until: null });
});

it('gives its turn back when its connection is over before it was open', async () => {
  const turns = createTurns(1);
  const session = await scanned(async (signal) => {
    const end = await turns.take(signal);
    await sandbox.addFault({ match: {}, action: 'refuse-login', code: 503, times: 1 });
    return end;
  });
  turns.letEnd();
  expect(await session.became('disconnected', 'whatsapp_unavailable')).toMatchObject({ next: 'open_later' });
  await expect.poll(() => turns.held()).toBe(0);
});
