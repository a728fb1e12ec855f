import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal, scopes } from '@parley/contract';
import { findKeyTrouble } from '../../tools/stack/ledger-checks.ts';
import { readKept } from '../../tools/stack/message-checks.ts';
import { provisionDevices, type ProvisionedDevice } from '../../tools/stack/provision-devices.ts';
import { startStack, type Stack } from '../../tools/stack/start-stack.ts';
import { type Finding, none, told } from '../finding.ts';
import { readLogs } from '../sessions/scene.ts';
import { breakAll } from './breaking.ts';
import { judge, readSeen } from './judge.ts';
import { accept, type Wish } from './load.ts';

/** What is left out is as large as we promise it for. */
type Size = { messages?: number | undefined; devices?: number | undefined; kills?: number | undefined };

const workerCount = 3;
/** From the last answer on. One that WhatsApp did not answer is tried again after a minute, and then more seldom. */
const patienceMs = 200_000;

/** Messages that are accepted over HTTP while workers are killed, Redis forgets and Postgres goes; the network says what
 * came of them. */
export const breakSend = async (
  tell: (line: string) => void,
  { messages = 10_000, devices: deviceCount = 50, kills = 10 }: Size,
): Promise<Finding[]> => {
  const stack = await startStack();
  try {
    tell(`  ${deviceCount} devices are provisioned …`);
    const devices = await provisionDevices(stack, deviceCount);
    const contacts = await makeContacts(stack);
    const api = await stack.startApi('api');
    const { installationAuthor } = await import('@parley/store');
    const { clear: token } = await stack.store.forCaller(installationAuthor(stack.tenantId), ({ tokens }) =>
      tokens.create({ name: 'chaos', network: 'sandbox', scopes: [...scopes] }),
    );
    const workers = await Promise.all(
      Array.from({ length: workerCount }, (_, index) => stack.startWorker(`worker-${index}`)),
    );
    const wishes = makeWishes(messages, devices, contacts);
    tell(`  ${messages} messages are accepted …`);
    const startedAt = performance.now();
    // There is something new to be sent before each kill.
    let bursts = 1;
    const [load] = await Promise.all([
      accept({ api, token, wishes, share: () => bursts / kills }),
      breakAll({ stack, workers, kills, tell, killed: () => void (bursts += 1) }),
    ]);
    tell('  What is left is sent …');
    await settle({ stack, contacts }, wishes.length);
    const tookMs = performance.now() - startedAt;
    return [
      ...(await judge({ stack, wishes, contacts, load })),
      none('Bad MACs and the like, in all logs', readLogs({ stack }).flatMap(findKeyTrouble)),
      told('all of it took', `${(tookMs / 1_000).toFixed(0)} s`),
    ];
  } finally {
    await stack.stop();
  }
};

/** People who read at once, and two who do not make it easy: one sees a message and drops the connection, one drops the
 * message too. */
const makeContacts = async ({ sandbox }: Stack): Promise<string[]> => {
  const people = Array.from({ length: 40 }, (_, index) => `49152333${String(index).padStart(5, '0')}`);
  for (const phone of people) await sandbox.call('POST', '/contacts', { phone });
  return [...people, ...droppers];
};

const droppers = ['12025550108', '12025550109'];

/** Two of a hundred go to those who drop connections. */
const makeWishes = (count: number, devices: readonly ProvisionedDevice[], contacts: readonly string[]): Wish[] =>
  Array.from({ length: count }, (_, index) => {
    const device = pick(devices);
    const to = pick(index % 50 === 0 ? droppers : contacts.filter((phone) => !droppers.includes(phone)));
    return { device: device.id, to: `+${to}`, text: `wish ${index}` };
  });

const pick = <T>(of: readonly T[]): T => {
  const picked = of[Math.floor(Math.random() * of.length)];
  if (picked === undefined) throw new Error('There is nothing to pick from.');
  return picked;
};

/** Until each is seen and nothing more is done about any, or time is over: then the judge says what is missing. */
const settle = async (of: { stack: Stack; contacts: readonly string[] }, count: number): Promise<void> => {
  const giveUpAt = performance.now() + patienceMs;
  while (performance.now() < giveUpAt) {
    const kept = await readKept(of.stack.databaseUrl);
    const isSettled = kept.length >= count && kept.every(({ status }) => isFinal(status));
    if (isSettled && (await readSeen(of)).length >= count) return;
    await sleep(1_000);
  }
};
