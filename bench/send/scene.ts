import { setTimeout as sleep } from 'node:timers/promises';
import type { TenantId } from '@parley/contract';
import { installationAuthor } from '@parley/store';
import { type ProvisionedDevice, provisionDevices } from '../../tools/stack/provision-devices.ts';
import { type ApiChild, type Stack, startStack, type WorkerChild } from '../../tools/stack/start-stack.ts';
import { type Client, createClient } from './client.ts';

/** A Parley that can be sent by: two tenants with linked devices, people on the network, and the built api in front. */
export type Scene = {
  stack: Stack;
  api: ApiChild;
  devices: readonly ProvisionedDevice[];
  /** Another tenant, and its devices. */
  busy: { tenantId: TenantId; devices: readonly ProvisionedDevice[] };
  /** Who is written to, in digits. They get each message at once, and read it. */
  people: readonly string[];
  /** Whom each device writes to, by its place among the devices. */
  peopleOf: readonly (readonly string[])[];
  text: string;
  client: Client;
  /** The one worker there is. */
  worker: () => WorkerChild;
  /** Resolves once every device is connected. */
  startWorker: () => Promise<void>;
  stop: () => Promise<void>;
};

export const deviceCount = 100;
const busyDeviceCount = 20;
const peopleCount = 20;
/** As many as a device writes to side by side. */
export const peopleOfEach = 5;

export const openScene = async (): Promise<Scene> => {
  const stack = await startStack();
  const people = Array.from({ length: peopleCount }, (_, index) => `1202557${String(index).padStart(4, '0')}`);
  for (const phone of people) await stack.sandbox.call('POST', '/contacts', { phone });
  const devices = await provisionDevices(stack, deviceCount);
  const busy = await addBusyTenant(stack);
  const { clear } = await stack.store.forCaller(installationAuthor(stack.tenantId), ({ tokens }) =>
    tokens.create({ name: 'bench', network: 'sandbox', scopes: ['messages:send', 'messages:read'] }),
  );
  const api = await stack.startApi('api');
  const client = createClient({ url: `${api.url}/t/${api.tenant}`, token: clear });
  let worker: WorkerChild | null = null;
  return {
    stack,
    api,
    devices,
    busy,
    people,
    peopleOf: devices.map((_, index) =>
      Array.from({ length: peopleOfEach }, (__, nth) => people[(index * peopleOfEach + nth) % peopleCount] ?? ''),
    ),
    text: 'Your parcel is on its way, and will be with you tomorrow.',
    client,
    worker: () => {
      if (worker === null) throw new Error('There is no worker yet.');
      return worker;
    },
    startWorker: async () => {
      worker = await stack.startWorker('worker', { RECONNECTS_PER_SECOND: '1000' });
      await allConnected(stack, devices.length + busy.devices.length);
    },
    stop: async () => {
      client.close();
      await stack.stop();
    },
  };
};

const addBusyTenant = async ({ store, sandbox }: Stack): Promise<Scene['busy']> => {
  const created = await store.forInstallation((door) => door.createTenant({ name: 'busy', planId: 'demo' }));
  if (!created.ok) throw new Error('The busy tenant could not be made.');
  const tenantId = created.value.id;
  const changed = await store.forInstallation(({ changePlan }) => changePlan({ name: 'busy', plan: 'big' }));
  if (!changed.ok) throw new Error('The busy tenant could not be put on its plan.');
  return { tenantId, devices: await provisionDevices({ store, sandbox, tenantId }, busyDeviceCount) };
};

const allConnected = async ({ sandbox }: Stack, count: number): Promise<void> => {
  const giveUpAt = performance.now() + 120_000;
  while ((await sandbox.countConnections()) < count) {
    if (performance.now() > giveUpAt) throw new Error('Not all sessions opened.');
    await sleep(100);
  }
};
