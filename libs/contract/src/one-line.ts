import { z } from 'zod';

/** What people call a thing. Postgres could not even keep a NUL. */
export const oneLine = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((text) => !/\p{Cc}/u.test(text), 'must be one line of text');
