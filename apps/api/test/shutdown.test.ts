import { connect } from 'node:net';
import { toUuid } from '@parley/contract';
import { asOwner } from '@parley/store/test-database';
import { expect, it, onTestFinished } from 'vitest';
import { readStream } from './stream-reader.ts';
import { startTestApi } from './test-api.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const path = `/t/${tenant.name}/api/v1/events`;

const closingTakes = async ({ close }: { close(): Promise<void> }): Promise<number> => {
  const startedAt = performance.now();
  await close();
  return performance.now() - startedAt;
};

/** A connection, with whatever is said over it and nothing more. */
const say = async (origin: string, words: string) => {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {}); // cut off, as some here shall be
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  await new Promise<void>((resolve) => socket.write(words, () => resolve()));
  return socket;
};

it('closes at once, with an answer to who waits and an end for who listens', async () => {
  const closing = await api.startAnother();
  // As browsers do ahead of time.
  await say(closing.origin, '');
  const feed = await readStream(`${closing.origin}${path}`, { 'access-token': tenant.token });
  await expect.poll(() => feed.blocks.length).toBeGreaterThan(0);
  const { body } = await closing.as(tenant, '/api/v1/events');
  const waiting = closing.as(tenant, `/api/v1/events?wait=30&cursor=${String(body['next_cursor'])}`);
  // Asked later, and answered: who waits has been heard.
  await closing.as(tenant, '/api/v1/account');
  expect(await closingTakes(closing)).toBeLessThan(2_500);
  expect(await waiting).toMatchObject({ status: 200, body: { data: [] } });
  await expect.poll(feed.hasEnded).toBe(true);
});

it('cuts off who never ends what they ask, and who takes nothing of what they asked for', async () => {
  const [asked, listened] = [await api.startAnother(), await api.startAnother()];
  const { body } = await listened.as(tenant, '/api/v1/events');
  // More than all buffers on the way to them hold.
  await asOwner(api.databaseUrl, (owner) =>
    owner.query(
      `insert into events (tenant_id, id, type, data)
       select $1, gen_random_uuid(), 'settings.changed', jsonb_build_object('text', repeat('x', 200000))
       from generate_series(1, 100)`,
      [toUuid(tenant.id)],
    ),
  );
  const headers = `host: ${new URL(api.ownOrigin).host}\r\naccess-token: ${tenant.token}\r\n`;
  const begun = `${headers}content-type: application/json\r\ncontent-length: 9\r\n\r\n{`;
  await say(asked.origin, `POST /t/${tenant.name}/api/v1/devices HTTP/1.1\r\n${begun}`);
  // Asked later, and answered: what was begun has been heard.
  await asked.as(tenant, '/api/v1/account');
  const taking = await say(
    listened.origin,
    `GET ${path}?cursor=${String(body['next_cursor'])} HTTP/1.1\r\n${headers}accept: text/event-stream\r\n\r\n`,
  );
  // The first of it is there, and nothing is taken.
  await new Promise((resolve) => taking.once('readable', resolve));
  for (const tookMs of await Promise.all([closingTakes(asked), closingTakes(listened)])) {
    expect(tookMs).toBeGreaterThan(2_000);
    expect(tookMs).toBeLessThan(5_000);
  }
});
