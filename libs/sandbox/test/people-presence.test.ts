import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const anna = '12025551151';
const bruno = '12025551152';
const pn = (phone: string): string => `${phone}@s.whatsapp.net`;

let sandbox: TestSandbox;
let client: TestClient & { phone: string };
let other: TestClient & { phone: string };

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: anna });
  await sandbox.createContact({ phone: bruno });
  [client, other] = await Promise.all([sandbox.linkClient(), sandbox.linkClient()]);
});
afterAll(() => sandbox.stop());

const is = (from: string, state: string, to = client.phone) =>
  sandbox.call('POST', `/contacts/${from}/presence`, { to, state });
const sawPresence = (watcher: TestClient, jid: string, state: string) =>
  watcher.saw('presence.update', ({ id, presences }) =>
    Object.entries(presences).some(
      ([who, { lastKnownPresence }]) => (id === jid || who === jid) && lastKnownPresence === state,
    ),
  );
const presenceSeenBy = async (contact: string): Promise<{ of: string; state: string }[]> =>
  z
    .object({ presence: z.array(z.object({ of: z.string(), state: z.string() })) })
    .parse(await sandbox.call('GET', `/contacts/${contact}`)).presence;

it('tells a client that watches somebody when that person comes and goes', async () => {
  await client.socket().presenceSubscribe(pn(anna));
  await sawPresence(client, pn(anna), 'unavailable');
  await is(anna, 'online');
  await sawPresence(client, pn(anna), 'available');
  client.forget();
  await is(anna, 'offline');
  const { presences } = await sawPresence(client, pn(anna), 'unavailable');
  expect(presences[pn(anna)]?.lastSeen).toBeGreaterThan(0);
});

it('tells a client that watches nobody nothing of who comes and goes', async () => {
  await is(bruno, 'online');
  await is(bruno, 'typing');
  await sawPresence(client, pn(bruno), 'composing');
  expect(
    client.all('presence.update').filter(({ presences }) => presences[pn(bruno)]?.lastKnownPresence === 'available'),
  ).toEqual([]);
});

it('shows a client that somebody writes, speaks, or has stopped, in a chat and in a group', async () => {
  for (const [state, shown] of [
    ['typing', 'composing'],
    ['recording', 'recording'],
    ['paused', 'available'],
  ] as const) {
    client.forget();
    await is(anna, state);
    await sawPresence(client, pn(anna), shown);
  }
  const { id } = await client.socket().groupCreate('Typing', [pn(anna)]);
  await is(anna, 'typing', id);
  const { id: chat, presences } = await sawPresence(client, id, 'composing');
  expect([chat, Object.keys(presences)[0]]).toEqual([id, expect.stringMatching(/@lid$/u)]);
});

it('shows a contact whether a client writes or speaks to it', async () => {
  for (const [state, shown] of [
    ['composing', 'typing'],
    ['recording', 'recording'],
    ['paused', 'paused'],
  ] as const) {
    await client.socket().sendPresenceUpdate(state, pn(bruno));
    await expect.poll(() => presenceSeenBy(bruno)).toMatchObject([{ of: client.phone, state: shown }]);
  }
  expect(await presenceSeenBy(anna)).toEqual([]);
});

it('shows a contact when somebody comes and goes with whom it has a chat', async () => {
  await sandbox.sendFrom(bruno, { to: client.phone, text: 'Are you there?' });
  await client.socket().sendPresenceUpdate('unavailable');
  await expect.poll(() => presenceSeenBy(bruno)).toMatchObject([{ of: client.phone, state: 'offline' }]);
  await client.socket().sendPresenceUpdate('available');
  await expect.poll(() => presenceSeenBy(bruno)).toMatchObject([{ of: client.phone, state: 'online' }]);
  expect(await presenceSeenBy(anna)).toEqual([]);
});

it('shows a client that another client writes, and when it hangs up', async () => {
  await client.socket().presenceSubscribe(pn(other.phone));
  await sawPresence(client, pn(other.phone), 'available');
  await other.socket().sendPresenceUpdate('composing', pn(client.phone));
  await sawPresence(client, pn(other.phone), 'composing');
  await other.socket().sendPresenceUpdate('unavailable');
  await sawPresence(client, pn(other.phone), 'unavailable');
  client.forget();
  await other.socket().sendPresenceUpdate('available');
  await sawPresence(client, pn(other.phone), 'available');
  other.end();
  const { id } = await sawPresence(client, pn(other.phone), 'unavailable');
  expect(id).toBe(pn(other.phone));
});

it('hides when somebody was last there from whom it hides it', async () => {
  other.forget();
  other.connect();
  await other.saw('connection.update', ({ connection }) => connection === 'open');
  await other.socket().updateLastSeenPrivacy('none');
  await other.socket().updateOnlinePrivacy('match_last_seen');
  client.forget();
  await client.socket().presenceSubscribe(pn(other.phone));
  const { presences } = await sawPresence(client, pn(other.phone), 'unavailable');
  expect(presences[pn(other.phone)]?.lastSeen).toBeUndefined();
});
