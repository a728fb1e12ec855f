import { afterEach, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { node, type WireNode } from '../src/wire/node.ts';
import { connectRaw, openSocket, strangerIdentity } from './raw-client.ts';
import { startTestSandbox } from './test-sandbox.ts';

afterEach(() => void vi.useRealTimers());

it('hangs up on whoever has not finished the handshake after 20 seconds', async () => {
  const sandbox = await startTestSandbox();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { over } = await openSocket(sandbox.wsUrl);
  vi.advanceTimersByTime(19_000);
  expect(await sandbox.call('GET', '/health')).toMatchObject({ connections: 1 });
  vi.advanceTimersByTime(1000);
  await over;
  expect(await sandbox.call('GET', '/health')).toMatchObject({ connections: 0 });
  expect(await sandbox.ledger()).toMatchObject([{ kind: 'connect' }, { kind: 'close', code: 428 }]);
  vi.useRealTimers();
  await sandbox.stop();
});

it('leaves nobody connected when it stops', async () => {
  const sandbox = await startTestSandbox();
  const sockets = await Promise.all(Array.from({ length: 20 }, () => openSocket(sandbox.wsUrl)));
  const client = await sandbox.provisionClient();
  await sandbox.stop();
  await Promise.all(sockets.map(({ over }) => over));
  await client.saw('connection.update', ({ connection }) => connection === 'close');
  expect(sockets.map(({ socket }) => socket.readyState)).toEqual(sockets.map(() => WebSocket.CLOSED));
});

it('has one place for clients, and no other', async () => {
  const sandbox = await startTestSandbox();
  const status = await new Promise((resolve) => {
    new WebSocket(`${sandbox.wsUrl}/elsewhere`)
      .on('unexpected-response', (_request, response) => resolve(response.statusCode))
      .on('error', () => undefined);
  });
  expect(status).toBe(404);
  await sandbox.stop();
});

it('takes the answer to what it has asked for one, though the client asked something by the same id', async () => {
  const sandbox = await startTestSandbox();
  let heard = (_question: WireNode): void => undefined;
  const question = new Promise<WireNode>((resolve) => {
    heard = (stanza) => {
      if (stanza.attrs['type'] === 'set') resolve(stanza);
    };
  });
  const client = await connectRaw(sandbox.wsUrl, strangerIdentity(), (stanza) => heard(stanza));
  const { id } = (await question).attrs;
  await client.ask(node('iq', { id, xmlns: 'w:p', type: 'get' }));
  client.send(node('iq', { id, type: 'result' }));
  await client.ask(node('iq', { id: 'last', xmlns: 'w:p', type: 'get' }));
  expect(await sandbox.strangeness()).toEqual([]);
  await client.close();
  await sandbox.stop();
});
