import { z } from 'zod';
import { deviceStateNames } from './device-states.ts';
import { idSchema } from './ids.ts';
import { oneLine } from './one-line.ts';
import { operation } from './operation.ts';
import { pageInput, pageOf } from './paging.ts';
import { phoneDigits, phoneNumber } from './phone-number.ts';
import { networks } from './tokens.ts';

const noDevice = 'must be the id of a device, or its number in digits';

/** How a caller names a device: by its id, or by its number in digits. */
export const deviceRef = z
  .union([idSchema('dev'), z.string().regex(phoneDigits, noDevice)], noDevice)
  .describe('The device: its id, or its number in digits.');
export type DeviceRef = z.infer<typeof deviceRef>;

/** What can be asked of whoever holds a device, to be done as soon as somebody does. */
export const wishKinds = ['link', 'unlink', 'stop', 'restart'] as const;
export type WishKind = (typeof wishKinds)[number];

const deviceName = oneLine.describe('What people call it.');

const proxy = z
  .url({ protocol: /^(?:https?|socks5)$/, hostname: /./, error: 'must be an http, https or socks5 URL' })
  .max(500)
  .nullable()
  .describe(
    'The proxy through which it reaches WhatsApp: http://user:password@host:port, or socks5://…; null: none. It must be on ' +
      'the public internet, at port 80, 443 or one above 1023. An address is judged at once, a name when it is connected ' +
      'to: then the state tells `proxy_refused`.',
  );

const deviceLink = z.object({
  qr: z.string().nullable().describe('The text of the QR code to scan; null where a code is to be entered.'),
  qr_png: z.string().nullable().describe('The same as a picture: a data URI.'),
  code: z.string().nullable().describe('The code to enter on the phone, like ABCD-EFGH; null where there is a QR.'),
  expires_at: z.iso.datetime().describe('Until when it can be used. After that there is a new one, for some minutes.'),
});

export const device = z.object({
  id: idSchema('dev').describe('The id of the device.'),
  name: deviceName,
  phone: z.string().nullable().describe('Its number, like +4915112345678; null as long as it is not known.'),
  network: z.enum(networks).describe('Whether it is of the real WhatsApp or of the sandbox.'),
  state: z.enum(deviceStateNames).describe('How it is.'),
  reason: z.string().describe('Why it is so, as a word.'),
  message: z.string().describe('The same as a sentence.'),
  user_action: z.string().nullable().describe('What a person can do about it; null where nothing is to be done.'),
  since: z.iso
    .datetime()
    .describe(
      'Since when it is so; where it waits for a worker, or for another to come to it, since when it was as the last said.',
    ),
  until: z.iso.datetime().nullable().describe('When it will end, where WhatsApp said so.'),
  wish: z.enum(wishKinds).nullable().describe('What was asked of it and is not done yet.'),
  proxy: z.string().nullable().describe('Its proxy, without user and password; null: none.'),
  event_log: z.boolean().describe('Whether a log of what passes between it and WhatsApp is kept.'),
  messages_per_minute: z
    .int()
    .nullable()
    .describe(
      'How many messages it sends in a minute at most; null: 20 where it is live, as many as it can in the sandbox.',
    ),
  shows_typing: z.boolean().describe('Whether those it replies to see that it is typing, for a moment.'),
  created_at: z.iso.datetime().describe('When it was added.'),
  link: deviceLink.optional().describe('What links it, while it is being linked; only for who may manage devices.'),
});
export type Device = z.infer<typeof device>;

export const listDevices = operation({
  name: 'devices.list',
  summary: 'List your devices, newest first.',
  scope: 'devices:read',
  input: z.strictObject(pageInput),
  output: pageOf(device),
  errors: ['input_invalid'],
  http: { method: 'get', path: '/api/v1/devices', status: 200 },
});

export const addDevice = operation({
  name: 'devices.add',
  summary: 'Add a device. It is linked to its number afterwards.',
  scope: 'devices:manage',
  input: z.strictObject({
    name: deviceName,
    phone: phoneNumber.optional().describe('The number you mean to link; the number found at linking wins.'),
    network: z
      .enum(networks)
      .optional()
      .describe('`live`, or `sandbox` to try things without a phone. Left out: what your token is for, else live.'),
    proxy: proxy.optional(),
  }),
  output: device,
  errors: ['plan_limit_reached', 'device_number_taken', 'scope_missing', 'input_invalid'],
  http: { method: 'post', path: '/api/v1/devices', status: 201 },
});

const devicePath = { device: deviceRef };

export const getDevice = operation({
  name: 'devices.get',
  summary: 'Show a device: its state, why it is so, and what to do.',
  scope: 'devices:read',
  input: z.strictObject(devicePath),
  output: device,
  errors: ['device_not_found'],
  http: { method: 'get', path: '/api/v1/devices/{device}', status: 200 },
});

export const changeDevice = operation({
  name: 'devices.change',
  summary: 'Rename a device, give it a proxy or take it away, switch its log on or off, set how fast it sends.',
  scope: 'devices:manage',
  input: z.strictObject({
    ...devicePath,
    name: deviceName.optional(),
    proxy: proxy.optional(),
    event_log: z
      .boolean()
      .optional()
      .describe('Whether to keep a log of what passes between it and WhatsApp, without numbers, texts or keys.'),
    messages_per_minute: z
      .int()
      .min(1)
      .max(600)
      .nullable()
      .optional()
      .describe(
        'How many messages it sends in a minute at most; null: 20 where it is live, as many as it can in the sandbox.',
      ),
    shows_typing: z
      .boolean()
      .optional()
      .describe('Whether to show those it replies to that it is typing, for a moment before each message.'),
  }),
  output: device,
  errors: ['device_not_found', 'input_invalid'],
  http: { method: 'patch', path: '/api/v1/devices/{device}', status: 200 },
});

export const deleteDevice = operation({
  name: 'devices.delete',
  summary: 'Delete a device with its keys. Its number is unlinked on the phone, too.',
  scope: 'devices:manage',
  input: z.strictObject(devicePath),
  output: device,
  errors: ['device_not_found'],
  http: { method: 'delete', path: '/api/v1/devices/{device}', status: 200 },
});

/** What everybody is told who links a number. */
export const banNotice =
  'WhatsApp does not offer this way of linking to programs, and may restrict or ban a number that it takes for ' +
  'misused. Write to people who expect it, begin slowly, and do not link a number you cannot do without.';

export const linkDevice = operation({
  name: 'devices.link',
  summary: 'Link a device to its number: by a QR code, by a code to enter on the phone, or to a phone of the sandbox.',
  scope: 'devices:manage',
  input: z
    .strictObject({
      ...devicePath,
      phone: phoneNumber.optional().describe('The number to link by a code that is entered there; left out: by QR.'),
      sandbox: z.literal(true).optional().describe('Have a phone of the sandbox scan at once. Sandbox devices only.'),
    })
    .refine(({ phone, sandbox }) => phone === undefined || sandbox === undefined, {
      path: ['sandbox'],
      message: 'is instead of `phone`: such a phone scans a QR',
    }),
  output: device.extend({
    notice: z.string().describe('What to know about the risk for the number.'),
  }),
  errors: [
    'device_not_found',
    'device_already_linked',
    'device_not_answering',
    'device_number_taken',
    'sandbox_unavailable',
    'input_invalid',
  ],
  http: { method: 'post', path: '/api/v1/devices/{device}/link', status: 200 },
});

export const unlinkDevice = operation({
  name: 'devices.unlink',
  summary: 'Unlink a device: it leaves the list on the phone and forgets its keys. The device itself stays.',
  scope: 'devices:manage',
  input: z.strictObject(devicePath),
  output: device,
  errors: ['device_not_found', 'device_not_linked'],
  http: { method: 'post', path: '/api/v1/devices/{device}/unlink', status: 200 },
});

export const stopDevice = operation({
  name: 'devices.stop',
  summary: 'Stop a device: it hangs up and stays linked, until it is restarted.',
  scope: 'devices:manage',
  input: z.strictObject(devicePath),
  output: device,
  errors: ['device_not_found', 'device_not_linked'],
  http: { method: 'post', path: '/api/v1/devices/{device}/stop', status: 200 },
});

export const restartDevice = operation({
  name: 'devices.restart',
  summary: 'Restart a device: it hangs up, if it is connected, and connects again.',
  scope: 'devices:manage',
  input: z.strictObject(devicePath),
  output: device,
  errors: ['device_not_found', 'device_not_linked'],
  http: { method: 'post', path: '/api/v1/devices/{device}/restart', status: 200 },
});

export const getDeviceHealth = operation({
  name: 'devices.health',
  summary: 'Ask the live session of a device how it is.',
  scope: 'devices:read',
  input: z.strictObject(devicePath),
  output: z.object({
    state: z.enum(deviceStateNames).describe('The state of the device.'),
    socket: z
      .enum(['open', 'closed'])
      .describe('Whether there is a connection that messages can go over; while it is being linked there is none yet.'),
    connected_since: z.iso.datetime().nullable().describe('When that connection was opened.'),
    last_heard_at: z.iso.datetime().nullable().describe('When WhatsApp was last heard on it.'),
    phone_last_seen_at: z.iso.datetime().nullable().describe('When its phone was last heard of; null: not yet.'),
    unanswered_queries: z.int().describe('How many questions to WhatsApp wait for an answer.'),
  }),
  errors: ['device_not_found', 'device_not_linked', 'device_not_answering'],
  http: { method: 'get', path: '/api/v1/devices/{device}/health', status: 200 },
});

export const deviceLogEntry = z.object({
  id: idSchema('ent').describe('The id of the entry.'),
  at: z.iso.datetime().describe('When it happened.'),
  direction: z.enum(['in', 'out']).describe('Whether WhatsApp said it, or the device.'),
  shape: z.record(z.string(), z.unknown()).describe('What it was: its parts, without numbers, texts or keys.'),
});
export type DeviceLogEntry = z.infer<typeof deviceLogEntry>;

export const listDeviceLog = operation({
  name: 'devices.listLog',
  summary: 'List what passed between a device and WhatsApp, newest first, while its log is switched on.',
  scope: 'devices:manage',
  input: z.strictObject({ ...devicePath, ...pageInput }),
  output: pageOf(deviceLogEntry),
  errors: ['device_not_found', 'input_invalid'],
  http: { method: 'get', path: '/api/v1/devices/{device}/log', status: 200 },
});

export const checkNumber = operation({
  name: 'numbers.check',
  summary: 'Ask WhatsApp whether a number is on WhatsApp.',
  scope: 'contacts:read',
  input: z.strictObject({
    phone: phoneNumber.describe('The number.'),
    device: deviceRef.describe('The device that asks: its id, or its number in digits.'),
  }),
  output: z.object({
    phone: z.string().describe('The number, like +4915112345678.'),
    on_whatsapp: z.boolean().describe('Whether it is on WhatsApp.'),
    lid: z.string().nullable().describe('The id that WhatsApp uses beside the number, where it told it.'),
  }),
  errors: ['device_not_found', 'device_not_linked', 'device_not_answering'],
  http: { method: 'get', path: '/api/v1/numbers/{phone}', status: 200 },
});
