import { z } from 'zod';

/** A number in digits, with its country code and without a `+`, as E.164 allows it. */
export const phoneDigits = /^[1-9]\d{6,14}$/;

const asked = 'must be a phone number with its country code, like +49 151 12345678';

/** A number as people write it, with a plus, spaces, dashes and brackets, becomes its digits. */
export const phoneNumber = z
  .string()
  .max(40)
  .regex(/^\s*\+?[\d\s()./-]+$/, asked)
  .transform((text) => text.replaceAll(/\D/g, ''))
  .pipe(z.string().regex(phoneDigits, asked));
