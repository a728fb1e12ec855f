import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createCursor, toPage } from './cursor.ts';

const cursor = createCursor<[number, string]>(z.tuple([z.int32(), z.string().max(20)]));

describe('a cursor', () => {
  it.each([[[0, '']], [[-5, 'a']], [[2_147_483_647, 'späße 🙂']]] satisfies [[number, string]][])(
    'of %j is read back as it was, and fits into a URL',
    (key) => {
      const text = cursor.encode(key);
      expect(text).toMatch(/^[\w-]+$/);
      expect(cursor.decode(text)).toEqual({ ok: true, value: key });
    },
  );

  it.each([
    '',
    'x',
    '%%%',
    'null',
    Buffer.from('{"a":1}').toString('base64url'),
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('["1","a"]').toString('base64url'),
    Buffer.from('[1.5,"a"]').toString('base64url'),
    Buffer.from('[9007199254740993,"a"]').toString('base64url'),
    Buffer.from('[1,"a","b"]').toString('base64url'),
    Buffer.from(`[1,"${'a'.repeat(21)}"]`).toString('base64url'),
    Buffer.from([0xff, 0xfe, 0x00]).toString('base64url'),
  ])('is refused, not thrown at, when it is %j', (text) => {
    expect(cursor.decode(text)).toEqual({
      ok: false,
      failure: { code: 'input_invalid', errors: { cursor: ['must be a next_cursor of this list'] } },
    });
  });
});

describe('a page', () => {
  const page = { limit: 2, cursor, toKey: (row: number): [number, string] => [row, 'k'], toItem: String };

  it('names the next one when there is more', () => {
    expect(toPage([1, 2, 3], page)).toEqual({ data: ['1', '2'], next_cursor: cursor.encode([2, 'k']) });
  });

  it.each([[[1, 2]], [[1]], [[]]])('of %j is the last', (rows) => {
    expect(toPage(rows, page)).toEqual({ data: rows.map(String), next_cursor: null });
  });
});
