import { type DeviceId, idSchema, type TenantId } from '@parley/contract';
import { z } from 'zod';
import { type AskName, isAskName } from '../asks/asks.ts';

// What is put into the queue of a shard. The queue is named as the shard is, and a payload carries ids only.

/** Which device it is, and whose. */
export type TenantDevice = { tenantId: TenantId; deviceId: DeviceId };

const device = { tenantId: idSchema('ten'), deviceId: idSchema('dev') };

/** This device has something to do: its rows say what. */
export const nudgeSchema = z.strictObject(device);

/** `askedBy` is the process that waits for the answer. */
export const askSchema = z.strictObject({
  ...device,
  ask: z.custom<AskName>(isAskName),
  askId: z.uuid(),
  askedBy: z.uuid(),
});
export type AskJob = z.output<typeof askSchema>;

/** Nothing of a job stays behind: neither its result nor why it failed. */
export const leaveNothing = { removeOnComplete: true, removeOnFail: true };
