import { z } from 'zod';

const pageLimitMax = 200;

/** The fields every list takes. Spread them into an operation's input. */
export const pageInput = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(pageLimitMax)
    .default(50)
    .describe(`How many to return, up to ${pageLimitMax}.`),
  cursor: z.string().max(512).optional().describe('The `next_cursor` of the page before.'),
};

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    data: z.array(item).describe('This page, in order.'),
    next_cursor: z.string().nullable().describe('Pass it as `cursor` for the next page; null on the last one.'),
  });
