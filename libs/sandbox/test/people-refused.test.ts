import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

let sandbox: TestSandbox;
let client: TestClient & { phone: string };

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await sandbox.linkClient();
});
afterAll(() => sandbox.stop({ isStrangenessMeant: true }));

/** The code that something was refused with, and how many strange things the network saw meanwhile. */
const outcomeOf = async (asked: () => Promise<unknown>): Promise<{ code: unknown; strange: number }> => {
  const before = (await sandbox.strangeness()).length;
  const code = await asked().then(
    () => 200,
    (error: unknown) => (typeof error === 'object' && error !== null && 'data' in error ? error.data : error),
  );
  return { code, strange: (await sandbox.strangeness()).length - before };
};

const group = '120363400000000001@g.us';

it.each<[string, (socket: ReturnType<TestClient['socket']>) => Promise<unknown>]>([
  ['a community', (socket) => socket.communityCreate('All of us', 'Everybody')],
  ['a group within a community', (socket) => socket.communityCreateGroup('Some of us', [], group)],
  ['leaving a community', (socket) => socket.communityLeave(group)],
  ['linking a group to a community', (socket) => socket.communityLinkGroup(group, group)],
  ['a channel', (socket) => socket.newsletterCreate('News')],
  ['following a channel', (socket) => socket.newsletterFollow('120363400000000002@newsletter')],
  ['a catalogue', (socket) => socket.getCatalog({ jid: '12025551151@s.whatsapp.net' })],
  [
    'something unheard of about people',
    (socket) =>
      socket.query({
        tag: 'iq',
        attrs: { to: '@s.whatsapp.net', type: 'get', xmlns: 'usync' },
        content: [
          {
            tag: 'usync',
            attrs: { sid: '1', mode: 'query', last: 'true', index: '0', context: 'interactive' },
            content: [
              { tag: 'query', attrs: {}, content: [{ tag: 'shoe_size', attrs: {} }] },
              { tag: 'list', attrs: {}, content: [] },
            ],
          },
        ],
      }),
  ],
])('refuses %s, which this network does not have, and remembers that it was asked for', async (_what, ask) => {
  expect(await outcomeOf(() => ask(client.socket()))).toEqual({ code: 501, strange: 1 });
});

it('refuses a link to a call, and remembers that it was asked for', async () => {
  expect(await client.socket().createCallLink('audio')).toBeUndefined();
  expect((await sandbox.strangeness()).at(-1)).toMatchObject({ what: '<call> with link_create' });
});
