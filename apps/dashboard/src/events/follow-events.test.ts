import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { newId } from '@parley/contract';
import { expect, it, onTestFinished, vi } from 'vitest';
import { followEvents } from './follow-events.ts';

const inBrowser = new EventTarget();
const page = Object.assign(new EventTarget(), { hidden: false });

const event = {
  id: newId('evt'),
  type: 'device.state',
  at: '2026-03-01T12:00:00.000Z',
  device: newId('dev'),
  data: {},
};

type Reply = (response: ServerResponse) => unknown;

const feed =
  (next: string, data: unknown[] = []): Reply =>
  (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data, next_cursor: next }));
const refusal =
  (status: number, code: string): Reply =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/problem+json' })
      .end(JSON.stringify({ message: '', code }));
const cut: Reply = (response) => response.destroy();

/** Follows a feed that answers like this, one reply for each question; after the last one nobody answers. */
const follow = async (...replies: Reply[]) => {
  const asked: Record<string, string>[] = [];
  const told: unknown[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(Object.fromEntries(new URL(String(url), 'http://host').searchParams));
    replies.shift()?.(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', inBrowser.addEventListener.bind(inBrowser));
  vi.stubGlobal('removeEventListener', inBrowser.removeEventListener.bind(inBrowser));
  vi.stubGlobal('location', new URL(`http://127.0.0.1:${address.port}/t/demo/devices`));
  const ending = new AbortController();
  const ended = followEvents({
    signal: ending.signal,
    onBegin: () => told.push('begin'),
    onEvents: (events) => told.push(events.map(({ id }) => id)),
    onLive: (isLive) => told.push(isLive),
  });
  const end = async () => {
    ending.abort();
    await ended;
    vi.unstubAllGlobals();
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(end);
  const askedFor = (count: number) =>
    vi.waitFor(
      () => {
        // Whoever waits before trying again is told that the net is back.
        inBrowser.dispatchEvent(new Event('online'));
        expect(asked.length).toBe(count);
      },
      { interval: 10 },
    );
  return { asked, told, askedFor, end };
};

it('begins at once, and then waits for what happens, from where it was', async () => {
  const { asked, told, askedFor } = await follow(feed('c1'), feed('c2', [event]));
  await askedFor(3);
  expect(asked.map(({ cursor, wait }) => [cursor, wait])).toEqual([
    [undefined, undefined],
    ['c1', '25'],
    ['c2', '25'],
  ]);
  expect(told).toEqual([true, 'begin', true, [event.id]]);
});

it('says that it is away when it is lost, and goes on from the same place', async () => {
  const { asked, told, askedFor } = await follow(feed('c1'), cut, refusal(503, 'unavailable'), feed('c2', [event]));
  await askedFor(5);
  expect(asked.map(({ cursor, wait }) => [cursor, wait]).slice(1)).toEqual([
    ['c1', '25'],
    ['c1', '0'],
    ['c1', '0'],
    ['c2', '25'],
  ]);
  expect(told).toEqual([true, 'begin', false, false, true, [event.id]]);
});

it('says that it is away as soon as the browser is off the net, though nothing was refused', async () => {
  const { asked, told, askedFor } = await follow(feed('c1'));
  await askedFor(2);
  inBrowser.dispatchEvent(new Event('offline'));
  await askedFor(3);
  expect(told).toEqual([true, 'begin', false]);
  expect(asked[2]).toMatchObject({ cursor: 'c1', wait: '0' });
});

it('begins anew where its place in the feed is known no longer', async () => {
  const { asked, told, askedFor } = await follow(feed('old'), refusal(422, 'input_invalid'), feed('new'));
  await askedFor(4);
  expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, 'old', undefined, 'new']);
  expect(told).toEqual([true, 'begin', false, true, 'begin']);
});

it('asks nothing while nobody looks, and goes on once somebody does', async () => {
  page.hidden = true;
  const { asked, askedFor } = await follow(feed('c1'));
  await new Promise(setImmediate);
  expect(asked).toEqual([]);
  page.hidden = false;
  page.dispatchEvent(new Event('visibilitychange'));
  await askedFor(2);
});

it('ends when the page is left, in the middle of a question', async () => {
  const { told, askedFor, end } = await follow();
  await askedFor(1);
  await end();
  expect(told).toEqual([]);
});
