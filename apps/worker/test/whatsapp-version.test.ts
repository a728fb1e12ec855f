import { createLogger } from '@parley/runtime';
import { expect, it } from 'vitest';
import { chooseVersion } from '../src/choose-version.ts';
import { createCurrentVersion } from '../src/whatsapp-version.ts';
import { startTestWorld } from './test-world.ts';

const world = await startTestWorld();
const choose = (...words: string[]) => chooseVersion(world.store, words);

it('tries a device again that WhatsApp refused for its version, once another version is set', async () => {
  await world.startWorker();
  const { id, phone } = await world.addConnected();
  await world.sandbox.addFault({ match: { account: phone }, action: 'refuse-login', code: 405 });
  await world.wish(id, { kind: 'restart' });
  expect((await world.reached(id, 'needs_human')).device.reason).toBe('client_outdated');

  await choose('2.3000.1035194821');
  const refusals = async (): Promise<number> =>
    (await world.sandbox.ledger()).filter(({ kind, code }) => kind === 'close' && code === 405).length;
  const before = await refusals();
  await world.soon(async () => expect(await refusals()).toBe(before + 1));
  // Once for each version.
  await world.reached(id, 'needs_human');

  await world.sandbox.call('DELETE', '/faults');
  await choose('2.3000.1035194822');
  await world.reached(id, 'connected');
  expect(await refusals()).toBe(before + 1);
});

it('is read anew without a start, and is our own again when none is set', async () => {
  const logger = createLogger({ process: 'test', level: 'silent' });
  const version = createCurrentVersion({ store: world.store, logger, otherwise: [2, 3000, 1] });
  await choose('default');
  await version.refresh();
  expect(version.get()).toEqual([2, 3000, 1]);
  await choose('2.3000.7');
  await version.refresh();
  expect(version.get()).toEqual([2, 3000, 7]);
  await choose('default');
  await version.refresh();
  expect(version.get()).toEqual([2, 3000, 1]);
});

it.each([
  [['2.3000.7'], 0, 'Every connection is opened as 2.3000.7 from the next sweep of its worker on.'],
  [[], 0, 'It is set to 2.3000.7.'],
  [['default'], 0, 'Workers use their own version from their next sweep on.'],
  [[], 0, 'No version is set: workers use their own.'],
  [['new'], 2, 'new is no version of WhatsApp. Name one version, like 2.3000.1035194821, or default.'],
  [['2.3000.7', 'now'], 2, 'Name one version, like 2.3000.1035194821, or default.'],
] as const)('answers %j', async (words, exitCode, said) => {
  expect(await choose(...words)).toEqual({ exitCode, said });
});
