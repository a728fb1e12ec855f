import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { idSchema, toUuid } from '@parley/contract';
import { parseVault } from '@parley/sandbox/memory-vault';
import { silent } from '@parley/sandbox/silent-logger';
import { openStore } from '@parley/store';
import { trustSandbox } from '@parley/whatsapp';
import { openVaultState } from '@parley/whatsapp/vault-state';
import { type AuthenticationState, type BinaryNode, makeWASocket, type WASocket } from '@whiskeysockets/baileys';
import { z } from 'zod';
import { createVault } from '../../apps/worker/dist/sessions/vault.js';
import { inTurns } from '../sandbox/cost.ts';

// Baileys sockets and a loop over them, in a process of its own: what our way of a send is measured beside. Each device
// writes to its people side by side, and to each of them one message after the other's ack. Its keys are in Postgres, in
// the same vault as ours, or in memory, where that is what it is started with.

const setupShape = z.object({
  wsUrl: z.string(),
  rootPublicKey: z.string(),
  databaseUrl: z.string(),
  masterKey: z.string(),
  tenantId: idSchema('ten'),
  devices: z.array(
    z.union([
      z.object({ id: idSchema('dev'), shard: z.string(), epoch: z.number() }),
      z.object({ provisioned: z.unknown() }),
    ]),
  ),
});
const runShape = z.object({ people: z.array(z.array(z.string())), each: z.int(), text: z.string() });

const setup = setupShape.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
const { wsUrl, rootPublicKey, databaseUrl, tenantId } = setup;
trustSandbox({ network: 'sandbox', wsUrl, rootPublicKey });
const store = openStore({ databaseUrl, masterKey: Buffer.from(setup.masterKey, 'base64'), openWithinMs: 30_000 });

type Loop = { socket: WASocket; acked: Map<string, () => void> };

const open = async (auth: AuthenticationState, saveCreds: () => void): Promise<Loop> => {
  const socket = makeWASocket({
    auth,
    waWebSocketUrl: wsUrl,
    logger: silent,
    version: [2, 3000, 1_043_857_760],
    markOnlineOnConnect: false,
  });
  const acked: Loop['acked'] = new Map();
  socket.ws.on('CB:ack,class:message', ({ attrs }: BinaryNode) => acked.get(attrs['id'] ?? '')?.());
  socket.ev.on('creds.update', (update) => {
    Object.assign(socket.authState.creds, update);
    saveCreds();
  });
  await new Promise<void>((resolve, reject) => {
    socket.ev.on('connection.update', ({ receivedPendingNotifications, connection, lastDisconnect }) => {
      if (receivedPendingNotifications === true) resolve();
      if (connection === 'close') reject(lastDisconnect?.error ?? new Error('The connection was closed.'));
    });
  });
  return { socket, acked };
};

const send = async ({ socket, acked }: Loop, phone: string, text: string): Promise<void> => {
  const id = `3EB0${crypto.randomUUID().replaceAll('-', '').slice(0, 18).toUpperCase()}`;
  const { promise, resolve } = Promise.withResolvers<void>();
  acked.set(id, resolve);
  await socket.sendMessage(`${phone}@s.whatsapp.net`, { text, linkPreview: null }, { messageId: id });
  await promise;
  acked.delete(id);
};

const loops: Loop[] = [];
await inTurns({ count: setup.devices.length, atOnce: 8 }, async (index) => {
  const device = setup.devices[index];
  if (device === undefined) return;
  if ('provisioned' in device) return void (loops[index] = await open(parseVault(device.provisioned), () => {}));
  const { id, shard: name, epoch } = device;
  const shard = { name, epoch, settled: async () => {}, isMine: () => true, giveUp: () => {} };
  const vault = createVault({ tenantId, deviceId: id, shard }, (held, work) =>
    store.forSession({ tenantId, deviceId: held.deviceId, shard: held.shard.name, epoch }, work),
  );
  const state = await openVaultState({ vault, refused: (error) => console.error(toUuid(id), error) });
  if (state === null) throw new Error('A device has no credentials.');
  loops[index] = await open(state.auth, () => void state.saveCreds());
});

const server = createServer((request, response) => {
  void (async () => {
    const { people, each, text } = runShape.parse(await json(request));
    const startedAt = performance.now();
    await Promise.all(
      loops.flatMap((loop, index) =>
        (people[index % people.length] ?? []).map(async (phone) => {
          for (let sent = 0; sent < each; sent += 1) await send(loop, phone, text);
        }),
      ),
    );
    response.end(JSON.stringify({ tookMs: performance.now() - startedAt }));
  })();
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`open ${typeof address === 'object' && address !== null ? address.port : 0}`);
});
