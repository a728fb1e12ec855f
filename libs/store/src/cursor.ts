import { type Result, no, yes } from '@parley/contract';
import { z } from 'zod';

/** Says where a page ended. Opaque to callers: the sort key of the last row, and nothing secret. */
export type Cursor<Key> = {
  encode(key: Key): string;
  /** What was not made by `encode` is an expected failure: cursors come from callers. */
  decode(text: string): Result<Key, 'input_invalid'>;
};

export const createCursor = <Key>(key: z.ZodType<Key>): Cursor<Key> => ({
  encode: (value) => Buffer.from(JSON.stringify(value)).toString('base64url'),

  decode: (text) => {
    const parsed = key.safeParse(parseJson(Buffer.from(text, 'base64url').toString()));
    return parsed.success ? yes(parsed.data) : no('input_invalid', { cursor: ['must be a next_cursor of this list'] });
  },
});

/** Cuts the page out of rows that were read with one more than its limit, by which we know that there is a next. */
export const toPage = <Row, Item, Key>(
  rows: Row[],
  page: { limit: number; cursor: Cursor<Key>; toKey: (row: Row) => Key; toItem: (row: Row) => Item },
): { data: Item[]; next_cursor: string | null } => {
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const next = last && rows.length > shown.length ? page.cursor.encode(page.toKey(last)) : null;
  return { data: shown.map(page.toItem), next_cursor: next };
};

/** For lists by id, newest first: ids sort as they were made. */
export const newestFirst = {
  ...createCursor(z.uuid()),
  /** Where a page begins: below every id, or behind the last one of the page before. */
  start(cursor: string | undefined): Result<string, 'input_invalid'> {
    return cursor === undefined ? yes('ffffffff-ffff-ffff-ffff-ffffffffffff') : this.decode(cursor);
  },
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
