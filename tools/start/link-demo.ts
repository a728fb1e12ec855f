import { setTimeout as sleep } from 'node:timers/promises';
import { type Device, getDevice, linkDevice, listDevices } from '@parley/contract';
import type { z } from 'zod';
import { demoPhone } from './seed-sandbox.ts';

type Place = { restUrl: string; token: string; sandboxUrl: string };

/** The number of the demo tenant's device, in digits; null where there is none. And how it is, as a person reads it. */
export type DemoDevice = { phone: string | null; told: string };

/**
 * The demo tenant's device, linked to its phone and connected: that of an earlier start, or a new one. Asked over REST,
 * as anybody would. Whatever somebody did to it meanwhile, it is brought back as far as it can be; no refusal keeps
 * Parley from starting.
 */
export const linkDemo = async (place: Place): Promise<DemoDevice> => {
  const giveUpAt = performance.now() + connectWithinMs;
  const added = await findOrAdd(place);
  if (!added.ok) return { phone: null, told: added.said };
  const { id } = added.value;
  let device = added.value;
  while (performance.now() < giveUpAt && acts[device.state] !== 'leave') {
    const act = acts[device.state];
    if (act === 'link') await link(place, id);
    if (act === 'restart')
      await ask(place, { path: `/devices/${id}/restart`, method: 'POST', output: getDevice.output });
    if (act === 'wait') await sleep(100);
    const asked = await ask(place, { path: `/devices/${id}`, output: getDevice.output });
    if (asked.ok) device = asked.value;
    else await sleep(500);
  }
  return { phone: demoPhone, told: device.state === 'connected' ? 'linked in the sandbox' : device.message };
};

const connectWithinMs = 45_000;

/** What brings it nearer to being connected. Nothing helps where the sandbox was told to refuse it. */
const acts: Record<Device['state'], 'link' | 'restart' | 'wait' | 'leave'> = {
  not_started: 'link',
  qr_ready: 'link',
  pairing_code_ready: 'link',
  logged_out: 'link',
  stopped: 'restart',
  needs_human: 'restart',
  connecting: 'wait',
  disconnected: 'wait',
  connected: 'leave',
  restricted: 'leave',
  banned: 'leave',
  link_blocked: 'leave',
};

const findOrAdd = async (place: Place): Promise<Answer<Device>> => {
  const listed = await ask(place, { path: '/devices?limit=200', output: listDevices.output });
  if (!listed.ok) return listed;
  const found = listed.value.data.find(({ network, phone }) => network === 'sandbox' && phone === `+${demoPhone}`);
  if (found !== undefined) return { ok: true, value: found };
  const body = { name: 'Demo shop', network: 'sandbox', phone: demoPhone };
  return ask(place, { path: '/devices', method: 'POST', body, output: getDevice.output });
};

/** Shows a QR code, and has the phone scan it. What did not work out is tried again by whoever waits for it. */
const link = async (place: Place, id: string): Promise<void> => {
  const linking = await ask(place, { path: `/devices/${id}/link`, method: 'POST', output: linkDevice.output });
  const qr = linking.ok ? linking.value.link?.qr : null;
  if (!qr) return sleep(100);
  const body = JSON.stringify({ qr });
  const answer = await fetch(`${place.sandboxUrl}/phones/${demoPhone}/scan`, { method: 'POST', body });
  await answer.body?.cancel();
};

type Answer<T> = { ok: true; value: T } | { ok: false; said: string };

type Asked<T> = { path: string; method?: string; body?: unknown; output: z.ZodType<T> };

const ask = async <T>(
  { restUrl, token }: Place,
  { path, method = 'GET', body, output }: Asked<T>,
): Promise<Answer<T>> => {
  const answer = await fetch(`${restUrl}/v1${path}`, {
    method,
    headers: { 'access-token': token, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) return { ok: false, said: `The API refused ${path}: ${text}` };
  return { ok: true, value: output.parse(JSON.parse(text)) };
};
