import { expect, it } from 'vitest';
import { z } from 'zod';
import { sendText } from './messages.ts';
import { operation } from './operation.ts';
import { listPlans } from './plans.ts';
import { placeOf, toRequest } from './request.ts';

const renameThing = operation({
  name: 'things.rename',
  summary: 'Rename a thing.',
  scope: null,
  input: z.strictObject({ id: z.string(), name: z.string().optional(), size: z.number().optional() }),
  output: z.object({}),
  errors: [],
  http: { method: 'patch', path: '/api/v1/things/{id}', status: 200 },
});

it('puts fields into the path, the body, or the query of a read', () => {
  expect([placeOf(renameThing, 'id'), placeOf(renameThing, 'name'), placeOf(listPlans, 'limit')]).toEqual([
    'path',
    'body',
    'query',
  ]);
});

it('escapes what goes into a path, and leaves out what is not given', () => {
  expect(toRequest(renameThing, { id: 'a/b?c', name: 'new', size: undefined })).toEqual({
    method: 'PATCH',
    path: '/api/v1/things/a%2Fb%3Fc',
    body: '{"name":"new"}',
  });
});

it('asks a read with a query and without a body', () => {
  expect(toRequest(listPlans, { limit: 2, cursor: 'x y' })).toEqual({
    method: 'GET',
    path: '/api/v1/plans?limit=2&cursor=x+y',
  });
});

it('asks to send with a query that says how it is waited for, and a body that says what is sent', () => {
  expect(toRequest(sendText, { device: '4915112345678', to: '+12025550120', text: 'Hello', wait: 'sent' })).toEqual({
    method: 'POST',
    path: '/api/v1/messages/text?wait=sent',
    body: '{"device":"4915112345678","to":"+12025550120","text":"Hello"}',
  });
});
