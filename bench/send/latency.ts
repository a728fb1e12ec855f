import { setTimeout as sleep } from 'node:timers/promises';
import { type Message, message } from '@parley/contract';
import { ledgerSchema } from '../../tools/stack/ledger-checks.ts';
import type { Figure } from '../figure.ts';
import { median } from '../side-by-side.ts';
import type { Scene } from './scene.ts';

const everyMs = 100;
const count = 100;
const boundMs = 25;

/** With little else to do: the network sees a message so long after it was asked for. */
export const measureLatency = async (scene: Scene): Promise<Figure[]> => {
  await acceptToFrameMs(scene);
  const ours = await acceptToFrameMs(scene);
  return [
    {
      name: 'from a request to its frame on the network, median at 10 a second, beside what it may be',
      unit: 'ms',
      ours,
      other: boundMs,
      ratio: boundMs / ours,
      goal: 1,
    },
  ];
};

/**
 * Ten messages a second, one after the other over a few devices, to people these know: the median of the times from the
 * moment in which the request begins, connections being open already, to that in which the network has read the frame.
 */
export const acceptToFrameMs = async (scene: Scene): Promise<number> => {
  const { client, devices, peopleOf, text } = scene;
  const since = await lastOf(scene);
  const asked: Promise<{ whatsappId: string; at: number }>[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const index = turn % fewDevices;
    const body = { device: devices[index]?.id, to: peopleOf[index % peopleOf.length]?.[0], text };
    const at = Date.now();
    asked.push(
      client.post('/api/v1/messages/text', body).then((said) => ({ whatsappId: parse(said).whatsapp_id, at })),
    );
    await sleep(everyMs);
  }
  const sent = await Promise.all(asked);
  const frames = await framesOf(scene, { since, ids: sent.map(({ whatsappId }) => whatsappId) });
  return median(sent.map(({ whatsappId, at }) => (frames.get(whatsappId) ?? Infinity) - at));
};

const fewDevices = 10;

const parse = (said: string): Message => message.parse(JSON.parse(said));

const readLedger = async ({ stack: { sandbox } }: Scene, since: number) =>
  ledgerSchema.parse(await sandbox.call('GET', `/ledger?since=${since}`));

const lastOf = async (scene: Scene): Promise<number> => (await readLedger(scene, 0)).at(-1)?.seq ?? 0;

/** When the network had read the first frame of each. */
const framesOf = async (
  scene: Scene,
  { since, ids }: { since: number; ids: readonly string[] },
): Promise<Map<string, number>> => {
  const giveUpAt = performance.now() + 30_000;
  for (;;) {
    const frames = new Map<string, number>();
    for (const { kind, id, at } of await readLedger(scene, since))
      if (kind === 'message' && id !== undefined && !frames.has(id)) frames.set(id, at);
    if (ids.every((id) => frames.has(id))) return frames;
    if (performance.now() > giveUpAt) throw new Error('Not every message was seen on the network.');
    await sleep(500);
  }
};
