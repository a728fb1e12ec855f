import { type Device, type DeviceId, no, type Result, yes } from '@parley/contract';
import { createSafeFetch, readBytes } from '@parley/runtime';
import { z } from 'zod';

/** The phones of the sandbox, as far as they scan for devices. */
export type SandboxPhones = {
  /** Has the device's own phone scan this QR code. `ran_out`: the network does not know the code any more. */
  scan: (
    device: Scanning,
    qr: string,
  ) => Promise<Result<'linked' | 'ran_out', 'device_number_taken' | 'sandbox_unavailable'>>;
};

/** What it takes to know the phone of a device. */
type Scanning = { device: Pick<Device, 'id' | 'phone'>; lid: string | null };

/**
 * All tenants share one sandbox, so a device may not have just any phone of it scan: only one that the network makes
 * anew for it, or the one it was linked to before. That one is known by the lid which the network gave it and the
 * device's own session recorded: a number is only what somebody typed in.
 */
export const createSandboxPhones = (url: URL): SandboxPhones => {
  const call = createCall(url);
  /** Those made here that have not scanned yet: for whoever tries once more. */
  const made = new Map<DeviceId, string>();

  const makePhone = async (id: DeviceId, wanted: string | null): Promise<Phone> => {
    const answer = await call('POST', '/phones', wanted === null ? {} : { phone: wanted });
    if (answer.status === 400) return no('device_number_taken');
    const { phone } = toPhone(answer.body);
    if (made.size >= madeMax) made.clear();
    made.set(id, phone);
    return yes(phone);
  };

  const phoneOf = async ({ device: { id, phone }, lid }: Scanning): Promise<Phone> => {
    const known = made.get(id);
    if (known !== undefined) return yes(known);
    const digits = phone?.replace('+', '') ?? null;
    if (digits === null || lid === null) return makePhone(id, digits);
    const answer = await call('GET', `/phones/${digits}`);
    // The network has begun anew since.
    if (answer.status === 404) return makePhone(id, digits);
    return userOf(toPhone(answer.body).lid) === userOf(lid) ? yes(digits) : no('device_number_taken');
  };

  return {
    async scan(device, qr) {
      try {
        const phone = await phoneOf(device);
        if (!phone.ok) return phone;
        const { status } = await call('POST', `/phones/${phone.value}/scan`, { qr });
        if (status === 200) made.delete(device.device.id);
        return yes(status === 200 ? 'linked' : 'ran_out');
      } catch (error) {
        if (error instanceof SandboxAway) return no('sandbox_unavailable');
        throw error;
      }
    },
  };
};

type Phone = Result<string, 'device_number_taken'>;

const phoneSchema = z.object({ phone: z.string(), lid: z.string() });

const toPhone = (body: unknown): z.output<typeof phoneSchema> => {
  const phone = phoneSchema.safeParse(body);
  if (!phone.success) throw new SandboxAway('What answers is no sandbox.');
  return phone.data;
};

const madeMax = 1_000;

/** `123@lid`, `123:4@lid` and `123` are one. */
const userOf = (lid: string): string => lid.replace(/[:@].*$/, '');

class SandboxAway extends Error {}

/** The operator's own address, which may well be within our network: it alone is allowed. */
const createCall = (url: URL) => {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const fetchSafely = createSafeFetch({ allow: [`${url.hostname}:${port}`] });
  return async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
    const answer = await fetchSafely(new URL(path, url).href, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      maxBytes: 65_536,
      timeoutMs: 3_000,
      maxRedirects: 0,
    });
    if (!answer.ok) throw new SandboxAway('The sandbox does not answer.');
    const read = await readBytes(answer.body);
    if (!read.ok || ![200, 201, 400, 404].includes(answer.status)) throw new SandboxAway('The sandbox is in trouble.');
    return { status: answer.status, body: toBody(read.bytes) };
  };
};

const toBody = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    throw new SandboxAway('What answers is no sandbox.');
  }
};
