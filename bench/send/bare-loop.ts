import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installationAuthor } from '@parley/store';
import { z } from 'zod';
import { provisionPhone, recordProvisioned } from '../../apps/worker/test/provision-phone.ts';
import { env } from '../../tools/env.ts';
import { startChild } from '../../tools/services/child.ts';
import { provision } from '../sandbox/bare-client.ts';
import { type Scene, deviceCount } from './scene.ts';

/** Nothing but Baileys and an ack that is awaited, over as many devices as ours are. */
export type BareLoop = {
  pid: number;
  /** Every device writes so often to each of its people. Answers how long that took. */
  run: (each: number) => Promise<{ tookMs: number }>;
  stop: () => Promise<void>;
};

/** The keys in the same Postgres, in the same vault; or in memory. */
export const startBareLoop = async (scene: Scene, keys: 'postgres' | 'memory'): Promise<BareLoop> => {
  const { stack } = scene;
  const devices = [];
  for (let index = 0; index < deviceCount; index += 1)
    devices.push(await (keys === 'postgres' ? addDevice(scene, index) : provision(stack.sandbox)));
  const file = join(stack.folder, `bare-${keys}.json`);
  const { wsUrl, rootPublicKey } = stack.sandbox;
  const { DATABASE_URL: databaseUrl, MASTER_KEY: masterKey } = stack.places;
  writeFileSync(
    file,
    JSON.stringify({ wsUrl, rootPublicKey, databaseUrl, masterKey, tenantId: stack.tenantId, devices }),
  );
  const log = join(stack.folder, `bare-${keys}.log`);
  const child = await startChild({
    command: process.execPath,
    args: [join(env.root, 'bench/send/bare-loop-server.ts'), file],
    log,
    stopSignal: 'SIGTERM',
    env: {},
  });
  const port = await saidPort(log);
  return {
    pid: child.pid,
    run: async (each) => {
      const answer = await fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        body: JSON.stringify({ people: scene.peopleOf, each, text: scene.text }),
      });
      return ranShape.parse(await answer.json());
    },
    stop: () => child.stop(),
  };
};

const ranShape = z.object({ tookMs: z.number() });

/** Of the live network, in which no worker of the bench holds any shard: nobody else opens it. */
const addDevice = async ({ stack: { store, tenantId, sandbox } }: Scene, index: number) => {
  const phone = await provisionPhone(sandbox);
  const added = await store.forCaller(installationAuthor(tenantId), ({ devices }) =>
    devices.add({ name: `Bare ${index}`, network: 'live', phone: null, proxy: null }),
  );
  if (!added.ok) throw new Error(`The device was refused: ${added.failure.code}.`);
  const { device, shard } = added.value;
  const epoch = await store.forInstallation(
    async (door) => (await door.findEpoch(shard)) || (await door.growEpoch(shard)),
  );
  await recordProvisioned(store, { tenantId, deviceId: device.id, shard, epoch }, phone);
  return { id: device.id, shard, epoch };
};

const saidPort = async (log: string): Promise<string> => {
  const giveUpAt = performance.now() + 60_000;
  for (;;) {
    const said = readFileSync(log, 'utf8');
    const port = /open (\d+)/.exec(said)?.[1];
    if (port !== undefined) return port;
    if (performance.now() > giveUpAt) throw new Error(`The bare loop never opened:\n${said}`);
    await sleep(50);
  }
};
