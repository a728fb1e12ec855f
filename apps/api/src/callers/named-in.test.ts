import { operation } from '@parley/contract';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { namedIn } from './named-in.ts';

// No operation names a device yet; these are shaped like the ones that will.

const device = 'dev_01jd3k4m5n6p7q8r9s0t1v2w3x';
const rest = { summary: 'Try.', scope: null, output: z.object({}), errors: [] } as const;

const send = operation({
  ...rest,
  name: 'things.send',
  input: z.strictObject({ device: z.string().optional(), to: z.string(), text: z.string() }),
  http: { method: 'post', path: '/api/v1/things', status: 202 },
});
const sendMany = operation({
  ...rest,
  name: 'things.sendMany',
  input: z.strictObject({
    items: z.array(z.object({ device: z.string(), to: z.union([z.string(), z.array(z.string())]) })),
  }),
  http: { method: 'post', path: '/api/v1/things/many', status: 202 },
});
const stop = operation({
  ...rest,
  name: 'things.stop',
  input: z.strictObject({ id: z.string() }),
  http: { method: 'post', path: '/api/v1/things/{id}/stop', status: 200 },
});
const list = operation({
  ...rest,
  name: 'things.list',
  input: z.strictObject({ chat: z.string().optional(), limit: z.number() }),
  http: { method: 'get', path: '/api/v1/things', status: 200 },
});

it('finds the device and the recipient of an input', () => {
  const input = { device, to: '+4915112345678', text: 'dev_ is how an id begins' };
  expect(namedIn(send, input)).toEqual({ devices: [device], chats: ['+4915112345678'] });
});

it('finds them in each item of a list', () => {
  const items = [
    { device: 'first', to: ['a', 'b'] },
    { device: 'second', to: 'c' },
  ];
  expect(namedIn(sendMany, { items })).toEqual({ devices: ['first', 'second'], chats: ['a', 'b', 'c'] });
});

it('knows the id of a device by its kind, whatever the field is called', () => {
  expect(namedIn(stop, { id: device })).toEqual({ devices: [device], chats: [] });
});

it('takes one that was left out for any of them', () => {
  expect(namedIn(send, { to: 'a', text: 'b' })).toEqual({ devices: [undefined], chats: ['a'] });
  expect(namedIn(list, { limit: 1 })).toEqual({ devices: [], chats: [undefined] });
});

it('takes the days that a read is about for no chat', () => {
  const report = operation({
    ...rest,
    name: 'things.report',
    input: z.strictObject({ from: z.string().optional(), to: z.string().optional() }),
    http: { method: 'get', path: '/api/v1/things/report', status: 200 },
  });
  expect(namedIn(report, { from: '2026-03-01' })).toEqual({ devices: [], chats: [] });
});

it('finds nothing in an input that names neither', () => {
  expect(namedIn(stop, { id: 'msg_1' })).toEqual({ devices: [], chats: [] });
});
