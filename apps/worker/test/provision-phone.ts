import type { KeyChange, SessionOf, Store } from '@parley/store';
import { z } from 'zod';
import { credsKind } from '../src/sessions/vault.ts';

type Sandbox = { call: (method: 'POST', path: string, body?: unknown) => Promise<unknown> };

/** A new phone of the sandbox, and the keys of a device that is linked to it though nobody linked it. */
export type ProvisionedPhone = { phone: string; lid: string; keys: KeyChange[] };

export const provisionPhone = async (sandbox: Sandbox): Promise<ProvisionedPhone> => {
  const { phone } = phoneShape.parse(await sandbox.call('POST', '/phones', {}));
  const { creds, keys } = provisionedShape.parse(await sandbox.call('POST', `/phones/${phone}/provision`));
  return {
    phone,
    // As a session finds it: without which of the phone's devices it is.
    lid: creds.me.lid.replace(/:\d+@/u, '@'),
    keys: [
      { kind: credsKind, id: '', value: toBytes(creds) },
      ...Object.entries(keys).flatMap(([kind, values]) =>
        Object.entries(values).map(([id, value]) => ({ kind, id, value: toBytes(value) })),
      ),
    ],
  };
};

/** Makes it the phone of a device, as whoever holds its shard. */
export const recordProvisioned = (store: Store, of: SessionOf, { phone, lid, keys }: ProvisionedPhone): Promise<void> =>
  store.forSession(of, async ({ vault, device }) => {
    await vault.commit(keys);
    await device.recordLinked({ phone, lid });
  });

const phoneShape = z.object({ phone: z.string() });
const provisionedShape = z.object({
  creds: z.looseObject({ me: z.looseObject({ lid: z.string() }) }),
  keys: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** As a session keeps them: what the sandbox hands out is in that form already. */
const toBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
