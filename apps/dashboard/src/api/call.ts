import { type Operation, type Problem, type RequestOf, toRequest } from '@parley/contract';
import { z } from 'zod';
import { tenantBase } from './tenant-base.ts';

export type Answer<O extends Operation> =
  | { ok: true; value: z.output<O['output']> }
  | { ok: false; problem: Pick<Problem, 'message'> & Partial<Problem> };

/** The dashboard's one way to the api: an operation of the contract, its input, its typed answer. */
export const call = async <O extends Operation>(
  operation: O,
  input: RequestOf<O>,
  { token }: { token: string },
): Promise<Answer<O>> => {
  const { method, path, body } = toRequest(operation, input);
  const headers = {
    'X-Parley-Dashboard': '1',
    'Access-Token': token,
    ...(body && { 'Content-Type': 'application/json' }),
  };
  const response = await fetch(`${tenantBase(location).url}${path}`, { method, headers, ...(body && { body }) }).catch(
    () => null,
  );
  if (!response) return { ok: false, problem: { message: 'Parley could not be reached. Is it running?' } };
  // Null for what is not JSON: a proxy in between may answer with a page of its own, even with 200.
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) return { ok: false, problem: toProblem(answer) };
  const { success, data } = z.safeParse<O['output']>(operation.output, answer);
  return success ? { ok: true, value: data } : { ok: false, problem: unreadable };
};

const toProblem = (answer: unknown): Pick<Problem, 'message'> =>
  typeof answer === 'object' && answer !== null && 'message' in answer
    ? { ...answer, message: String(answer.message) }
    : unreadable;

const unreadable = { message: 'Parley gave an answer that could not be read.' };
