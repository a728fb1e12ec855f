import { z } from 'zod';
import { type FailureCode, failures } from './failures.ts';
import type { Operation } from './operation.ts';
import { placeOf } from './request.ts';
import type { Failure } from './result.ts';

/** The body of every refusal to a program that was written for WhatsGate. */
export const compatRefusal = z.object({
  success: z.literal(false).describe('Always false here.'),
  message: z.string().describe('What went wrong, for people.'),
  code: z
    .string()
    .optional()
    .describe('What went wrong, for programs; not with what WhatsGate has a text of its own for.'),
  errors: z.record(z.string(), z.array(z.string())).optional().describe('What each field did wrong.'),
});

export type CompatRefusal = { status: number; body: z.infer<typeof compatRefusal> };

/** A refusal in the operation's own words, where it has some; without an operation there is nothing at the address. */
export const toCompatRefusal = (failure: Failure, operation: Operation | null): CompatRefusal => {
  const code = operation === null ? failure.code : codeFor(operation, failure);
  const own = operation?.adapts?.refusals[code];
  const { status, message } = own ?? failures[code];
  const { errors } = failure;
  if (own?.field !== undefined) return refusal(status, { message, errors: { [own.field]: [message] } });
  if (own !== undefined) return refusal(status, { message });
  if (code === 'input_invalid' && errors !== undefined)
    return refusal(status, { message: firstOf(errors) ?? message, errors });
  return refusal(status, { message, code, ...(errors && { errors }) });
};

const refusal = (status: number, said: Omit<CompatRefusal['body'], 'success'>): CompatRefusal => ({
  status,
  body: { success: false, ...said },
});

/** What stands in a path and can be no device's name is no device's name. */
const codeFor = (operation: Operation, { code, errors = {} }: Failure): FailureCode => {
  const isInPath =
    code === 'input_invalid' && Object.keys(errors).some((field) => placeOf(operation, field) === 'path');
  return isInPath ? 'device_not_found' : code;
};

/** Sentences begin with a capital letter; what does not is said of its field. */
const firstOf = (errors: NonNullable<Failure['errors']>): string | undefined => {
  const [field, [sentence] = []] = Object.entries(errors)[0] ?? [];
  return sentence === undefined || /^\p{Lu}/u.test(sentence) ? sentence : `${field} ${sentence}`;
};
