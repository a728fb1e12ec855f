import { expect, it } from 'vitest';
import { z } from 'zod';
import { toCell, toCsv } from './csv.ts';

it.each([
  ['=1+1', `'=1+1`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['-2+3', `'-2+3`],
  ['\t=1', `'\t=1`],
  ['+4915112345678', '+4915112345678'],
  ['-5.5', '-5.5'],
  ['a, "b"', '"a, ""b"""'],
  ['=a,b', `"'=a,b"`],
  [null, ''],
  ['two\nlines', '"two\nlines"'],
])('writes %j so that it is read as what it is: %s', (value, cell) => expect(toCell(value)).toBe(cell));

it('shows of each row what is promised of it, under the names of its fields', async () => {
  const page = z.object({ data: z.array(z.object({ number: z.string(), count: z.int().nullable() })) });
  const rows = async function* () {
    yield { number: '+49151', count: 3, hidden: 'x' };
    yield { number: '=x', count: null };
  };
  const lines: string[] = [];
  for await (const line of toCsv(page, rows())) lines.push(line);
  expect(lines).toEqual(['number,count\r\n', '+49151,3\r\n', `'=x,\r\n`]);
});
