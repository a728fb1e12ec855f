import { describe, expect, it } from 'vitest';
import { tokenIn } from './token-in.ts';

type Headers = Record<string, string | string[]>;

const found = (headers: Headers) => tokenIn({ headers });

describe('a token is found', () => {
  it.each<[string, Headers]>([
    ['in Access-Token', { 'access-token': 'abc' }],
    ['in X-Api-Key', { 'x-api-key': 'abc' }],
    ['in Authorization, as Bearer', { authorization: 'Bearer abc' }],
    ['with the scheme in any case', { authorization: 'bEARER abc' }],
    ['in Access-Token though X-Api-Key is empty', { 'access-token': 'abc', 'x-api-key': '' }],
    ['in X-Api-Key though Access-Token is empty', { 'access-token': '', 'x-api-key': 'abc' }],
    ['beside the Authorization of a proxy', { authorization: 'Basic dXNlcjpwYXNz', 'x-api-key': 'abc' }],
    ['beside a Bearer of nothing', { authorization: 'Bearer ', 'x-api-key': 'abc' }],
  ])('%s', (_, headers) => {
    expect(found(headers)).toBe('abc');
  });
});

describe('no token is found', () => {
  it.each<[string, Headers]>([
    ['where there is no header', {}],
    ['in empty ones', { 'access-token': '', authorization: '', 'x-api-key': '' }],
    ['in Bearer alone', { authorization: 'Bearer' }],
    ['in Bearer and a space', { authorization: 'Bearer ' }],
    ['in another scheme', { authorization: 'Basic abc' }],
    ['in a bare Authorization', { authorization: 'abc' }],
    ['behind two spaces', { authorization: 'Bearer  abc' }],
    ['in two words', { authorization: 'Bearer abc def' }],
    [
      'in a cookie, a query or a body that are headers of their own',
      { cookie: 'access_token=abc', access_token: 'abc' },
    ],
    ['in a header that is a list', { 'access-token': ['abc', 'def'] }],
  ])('%s', (_, headers) => {
    expect(found(headers)).toBeUndefined();
  });
});

it('takes the first of several: Access-Token, then Authorization, then X-Api-Key', () => {
  const headers = { 'x-api-key': 'third', authorization: 'Bearer second', 'access-token': 'first' };
  expect(found(headers)).toBe('first');
  expect(found({ ...headers, 'access-token': '' })).toBe('second');
  expect(found({ 'x-api-key': 'third' })).toBe('third');
});

it('shows passport nothing but the one header', () => {
  const request = { headers: {}, query: { access_token: 'abc' }, body: { access_token: 'abc' } };
  expect(tokenIn(request)).toBeUndefined();
});
