import { createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

/** Whether who asks would rather have a table than JSON. */
export const PrefersCsv = createParamDecorator((_: unknown, context): boolean =>
  /\btext\/csv\b/i.test(context.switchToHttp().getRequest<FastifyRequest>().headers.accept ?? ''),
);

/** A table of the rows of a page, as they come (RFC 4180): nobody holds all of it in memory. */
export async function* toCsv(page: z.ZodObject, rows: AsyncIterable<unknown>): AsyncIterable<string> {
  const row = rowOf(page);
  const columns = Object.keys(row.shape);
  yield toLine(columns);
  for await (const each of rows) {
    const cells: Record<string, unknown> = row.parse(each);
    yield toLine(columns.map((column) => cells[column]));
  }
}

const rowOf = ({ shape }: z.ZodObject): z.ZodObject => {
  const data: unknown = shape['data'];
  if (data instanceof z.ZodArray && data.element instanceof z.ZodObject) return data.element;
  throw new Error('A table is made of pages, and this is none.');
};

const toLine = (cells: readonly unknown[]): string => `${cells.map(toCell).join(',')}\r\n`;

/**
 * What a program for tables would take for a formula begins with an apostrophe. A number does no harm, not even with its
 * plus.
 */
export const toCell = (value: unknown): string => {
  const text = value === null || value === undefined ? '' : String(value);
  const isFormula = /^[=+\-@\t\r\n]/.test(text) && !/^[+-]?\d+(?:\.\d+)?$/.test(text);
  const shown = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
};
