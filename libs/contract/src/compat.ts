import { z } from 'zod';
import { isAskable } from './day.ts';
import { deviceWords } from './device-words.ts';
import { deviceRef, getDevice, linkDevice, listDevices, unlinkDevice } from './devices.ts';
import { idSchema } from './ids.ts';
import { messageFailures, messageStatuses } from './message-status.ts';
import { sendErrors, sendText, textContent } from './messages.ts';
import { type Operation, operation } from './operation.ts';
import { phoneNumber } from './phone-number.ts';
import { getBalance, listFailedNumbers } from './reports.ts';

// Paths for programs that were written for WhatsGate: each asks a native operation in the fields, the texts and the
// statuses that such a program knows. Its scope, its limits and what a token is narrowed to are the native operation's.

const success = z.literal(true).describe('Always true here; a refusal has false.');

/** A number in whatever spelling people use, in digits; what is no number stays what it is. */
const toRef = (text: string): string => phoneNumber.safeParse(text).data ?? text;

/** A device by its id or its number. Programs write numbers as numbers, too. */
const deviceField = (invalid: string, required = invalid) =>
  z
    .union([z.string(), z.int(invalid).positive(invalid)], {
      error: ({ input }) => (input === undefined ? required : invalid),
    })
    .transform((given) => toRef(String(given)))
    .refine((ref) => deviceRef.safeParse(ref).success, invalid);

const noSender = 'The selected sender device is invalid.';
const senderDevice = deviceField(noSender, 'The sender device field is required.').describe(
  'The device: its number in digits, or its id.',
);

/** How many one call may write to. */
const phonesMax = 100;

const phoneRequired = 'The phone field is required.';
const phoneMalformed = 'The phone field must be a phone number, several with commas between them, or a list of them.';

const onePhone = z.union([z.string(), z.int().positive()]);

const whyNoPhones = (input: unknown): string => {
  if (input === undefined || input === null) return phoneRequired;
  if (!Array.isArray(input)) return phoneMalformed;
  const places = input.flatMap((each, place) => (onePhone.safeParse(each).success ? [] : [place + 1]));
  return `The phone list has no phone number at place ${places.slice(0, phonesMax).join(', ')}.`;
};

/** As they were written, one by one; which of them can be written to is not decided here. */
const phones = z
  .union([z.string(), z.int(phoneMalformed).positive(phoneMalformed), z.array(onePhone)], {
    error: ({ input }) => whyNoPhones(input),
  })
  .transform((given) =>
    [given]
      .flat()
      .flatMap((each) => String(each).split(','))
      .map((each) => each.trim())
      .filter((each) => each !== ''),
  )
  .refine((written) => written.length > 0, phoneRequired)
  .refine(
    (written) => written.length <= phonesMax,
    `The phone field must not have more than ${phonesMax} phone numbers.`,
  );

const messageMax = 4000;
const messageRequired = 'The message field is required.';

export const compatSendText = operation({
  name: 'compat.sendText',
  summary: 'Send a text to up to 100 numbers: to all of them, or to none.',
  scope: sendText.scope,
  input: z.strictObject({
    sender_device: senderDevice,
    phone: phones.describe('The number with its country code; several with commas between them, or a list, up to 100.'),
    message: z
      .string({
        error: ({ input }) =>
          input === undefined || input === null ? messageRequired : 'The message must be a string.',
      })
      .max(messageMax, { error: `The message must not be greater than ${messageMax} characters.`, abort: true })
      .refine((text) => text.trim() !== '', { error: messageRequired, abort: true })
      .refine((text) => textContent.text.safeParse(text).success, 'The message must be Unicode, and without NUL.')
      .describe('The text, up to 4000 characters.'),
  }),
  output: z.object({
    success,
    message: z.string().describe('To how many numbers it will be sent.'),
    data: z
      .array(
        z.object({
          id: idSchema('msg').describe('The id of the message.'),
          phone: z.string().describe('The number in digits.'),
          status: z.enum(messageStatuses).describe('What has become of it so far.'),
        }),
      )
      .describe('A message for each number, in the order in which they were named.'),
  }),
  errors: [...sendErrors, 'input_invalid', 'scope_missing'],
  http: { method: 'post', path: '/api/send/text', status: 200, isSend: true },
  adapts: {
    operation: sendText,
    fields: { sender_device: 'device' },
    refusals: { device_not_found: { status: 422, message: noSender, field: 'sender_device' } },
  },
});

const devicePath = { device: deviceField('is no device').describe('The device: its number in digits, or its id.') };
const notFound = { status: 404, message: 'device not found!' };

export const compatConnect = operation({
  name: 'compat.connect',
  summary: 'Link a device: shows a QR code to scan.',
  scope: linkDevice.scope,
  input: z.strictObject(devicePath),
  output: z.object({ success, qrCode: z.string().describe('The QR code as a picture: a data URI of a PNG.') }),
  errors: linkDevice.errors,
  http: { method: 'get', path: '/api/connect/{device}', status: 200 },
  adapts: {
    operation: linkDevice,
    fields: {},
    refusals: {
      device_not_found: notFound,
      device_already_linked: { status: 400, message: 'device is already connected' },
    },
  },
});

const word = z.enum(deviceWords).describe('How it is, in one of four words.');

export const compatStatus = operation({
  name: 'compat.status',
  summary: 'Show how a device is, in one of four words.',
  scope: getDevice.scope,
  input: z.strictObject(devicePath),
  output: z.object({ success, message: word }),
  errors: getDevice.errors,
  http: { method: 'get', path: '/api/status/{device}', status: 200 },
  adapts: { operation: getDevice, fields: {}, refusals: { device_not_found: notFound } },
});

export const compatStatuses = operation({
  name: 'compat.statuses',
  summary: 'Show how each of your devices is.',
  scope: listDevices.scope,
  input: z.strictObject({}),
  output: z.object({
    success,
    data: z
      .array(
        z.object({
          device: idSchema('dev').describe('Its id.'),
          message: word,
        }),
      )
      .describe('All of them, newest first.'),
  }),
  errors: listDevices.errors,
  http: { method: 'get', path: '/api/status', status: 200 },
  adapts: { operation: listDevices, fields: {}, refusals: {} },
});

export const compatDelete = operation({
  name: 'compat.delete',
  summary: 'Unlink a device: it leaves the list on the phone and forgets its keys. The device itself stays.',
  scope: unlinkDevice.scope,
  input: z.strictObject({ sender_device: senderDevice }),
  output: z.object({ success, message: z.literal('Device deleted successfully').describe('That it is unlinked.') }),
  errors: [...unlinkDevice.errors, 'device_not_answering'],
  http: { method: 'post', path: '/api/delete', status: 200 },
  adapts: {
    operation: unlinkDevice,
    fields: { sender_device: 'device' },
    refusals: { device_not_found: { status: 422, message: noSender, field: 'sender_device' } },
  },
});

export const compatBalance = operation({
  name: 'compat.balance',
  summary: 'Show how much of its day a device has used up.',
  scope: getBalance.scope,
  input: z.strictObject(devicePath),
  output: z.object({
    success,
    remaining: z.int().describe('How many more messages there is room for today.'),
    successful_count: z.int().describe('How many WhatsApp took.'),
    pending: z.int().describe('How many are still to be sent, or may have been.'),
    failed: z.int().describe('How many failed, expired or were canceled. They use nothing up.'),
  }),
  errors: getBalance.errors,
  http: { method: 'get', path: '/api/reports/balance/{device}', status: 200 },
  adapts: {
    operation: getBalance,
    fields: {},
    refusals: { device_not_found: { status: 404, message: 'Device not found' } },
  },
});

const noDevice = 'The selected device is invalid.';

const day = (field: string) => {
  const invalid = `The ${field} is not a valid date.`;
  return z.iso.date({ error: invalid, abort: true }).refine(isAskable, invalid);
};

export const compatFailedNumbers = operation({
  name: 'compat.failedNumbers',
  summary: 'List the numbers that messages failed to get to, newest first.',
  scope: listFailedNumbers.scope,
  input: z
    .strictObject({
      device: deviceField(noDevice).optional().describe('Only of this device: its number in digits, or its id.'),
      from: day('from').optional().describe('The first day, like 2026-01-31, in your time zone.'),
      to: day('to').optional().describe('The last day, which is part of it. It comes after the first.'),
    })
    .refine(({ from, to }) => from === undefined || to === undefined || to > from, {
      path: ['to'],
      message: 'The to date must be a date after from.',
    }),
  output: z.object({
    success,
    message: z.string().optional().describe('There only where there are more than are shown.'),
    data: z
      .array(
        z.object({
          number: z.string().nullable().describe('Whom the message was for, in digits.'),
          date: z.iso.date().describe('The day on which it failed, in your time zone.'),
          reason: z.enum(messageFailures).describe('Why, for programs; stable.'),
          message_id: idSchema('msg').describe('The message.'),
          device: idSchema('dev').describe('The device it was to go through.'),
        }),
      )
      .describe('The newest, up to 10,000 of them.'),
  }),
  errors: ['device_not_found', 'input_invalid'],
  http: { method: 'get', path: '/api/reports/failed_numbers', status: 200 },
  adapts: {
    operation: listFailedNumbers,
    fields: {},
    refusals: { device_not_found: { status: 422, message: noDevice, field: 'device' } },
  },
});

/** All of them, in the order in which documents list them. */
export const compatOperations = [
  compatSendText,
  compatConnect,
  compatStatus,
  compatStatuses,
  compatDelete,
  compatBalance,
  compatFailedNumbers,
] as const satisfies readonly Operation[];
