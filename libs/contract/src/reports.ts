import { z } from 'zod';
import { day as askedDay } from './day.ts';
import { deviceRef } from './devices.ts';
import { idSchema } from './ids.ts';
import { messageFailures } from './message-status.ts';
import { operation } from './operation.ts';
import { pageInput, pageOf } from './paging.ts';

/** In the time zone of the tenant. */
const day = z.iso.date();

const counts = {
  successful_count: z.int().describe('How many WhatsApp took.'),
  pending: z.int().describe('How many are still to be sent, or have left with nobody knowing yet whether they came.'),
  failed: z.int().describe('How many failed, expired or were canceled. They use nothing up.'),
};

export const balance = z.object({
  device: idSchema('dev').describe('The device.'),
  day: day.describe('The day it is for: today, where you are by your time zone.'),
  limit: z.int().describe('How many messages the device may send in a day.'),
  remaining: z
    .int()
    .describe('How many more there is room for. Below zero where what had counted as failed turned out to have come.'),
  ...counts,
  resets_at: z.iso.datetime().describe('When the next day begins.'),
});
export type Balance = z.infer<typeof balance>;

export const getBalance = operation({
  name: 'devices.balance',
  summary: 'Show how much of its day a device has used up. A message counts on the day on which it is to be sent.',
  scope: 'reports:read',
  input: z.strictObject({ device: deviceRef }),
  output: balance,
  errors: ['device_not_found'],
  http: { method: 'get', path: '/api/v1/devices/{device}/balance', status: 200 },
});

const days = {
  from: askedDay.optional().describe('The first day, like 2026-01-31, in your time zone.'),
  to: askedDay.optional().describe('The last day, which is part of it.'),
};

export const failedNumber = z.object({
  number: z.string().nullable().describe('Whom the message was for, like +4915112345678.'),
  date: day.describe('The day on which it failed, in your time zone.'),
  reason: z.enum(messageFailures).describe('Why, for programs; stable.'),
  message: z.string().describe('The same as a sentence.'),
  action: z.string().describe('What to do about it.'),
  message_id: idSchema('msg').describe('The message.'),
  device: idSchema('dev').describe('The device it was to go through.'),
  failed_at: z.iso.datetime().describe('When it failed, or expired.'),
});
export type FailedNumber = z.infer<typeof failedNumber>;

export const listFailedNumbers = operation({
  name: 'reports.failedNumbers',
  summary:
    'List the numbers that messages failed to get to, newest first. With `format=csv` or `Accept: text/csv` all of ' +
    'them from the cursor on, as a file.',
  scope: 'reports:read',
  input: z.strictObject({
    device: deviceRef.optional().describe('Only of this device.'),
    ...days,
    ...pageInput,
    format: z.enum(['json', 'csv']).optional().describe('In which form; left out: what `Accept` asks for, else JSON.'),
  }),
  output: pageOf(failedNumber),
  errors: ['input_invalid', 'device_not_found'],
  http: { method: 'get', path: '/api/v1/reports/failed-numbers', status: 200, hasTable: true },
});

const usageCounts = {
  accepted: z.int().describe('How many messages were accepted for the day.'),
  ...counts,
  first_contacts: z.int().describe('How many people were written to who did not know the device.'),
};

export const usage = z.object({
  from: day.describe('The first day.'),
  to: day.describe('The last day.'),
  totals: z.object(usageCounts).describe('All of it together.'),
  days: z
    .array(z.object({ day: day.describe('The day, in your time zone.'), ...usageCounts }))
    .describe('Each day on which there was anything, newest first.'),
  devices: z
    .array(z.object({ device: idSchema('dev').describe('The device.'), ...usageCounts }))
    .describe('The same by device, newest first.'),
});
export type Usage = z.infer<typeof usage>;

export const getUsage = operation({
  name: 'reports.usage',
  summary: 'Show how many messages were sent, by day and by device. Left open, the last 30 days.',
  scope: 'reports:read',
  input: z.strictObject({ device: deviceRef.optional().describe('Only of this device.'), ...days }),
  output: usage,
  errors: ['input_invalid', 'device_not_found'],
  http: { method: 'get', path: '/api/v1/reports/usage', status: 200 },
});
