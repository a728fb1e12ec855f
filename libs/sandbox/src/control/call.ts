import { z } from 'zod';
import type { Network } from '../network.ts';
import { Refused } from '../refused.ts';

/** What a control call is handed: the parts of its path, its query, its parsed body. */
export type Asked<Body> = { params: Record<string, string>; query: URLSearchParams; body: Body };

/** One call of the control API. */
export type ControlCall = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `:name` stands for one part. */
  path: string;
  /** What its body must look like. Objects in it are strict: a key that is not known is a mistake of the caller's. */
  body: z.ZodType;
  /** Parses the body, then answers. Throws `Refused` (400) or `NotFound` (404). */
  handle: (network: Network, asked: Asked<unknown>) => Promise<unknown>;
};

type Declared<Schema extends z.ZodType> = Pick<ControlCall, 'method' | 'path'> & {
  body: Schema;
  answer: (network: Network, asked: Asked<z.output<Schema>>) => unknown;
};

/** Declares a call whose body has this shape. */
export const call = <Schema extends z.ZodType>({ method, path, body, answer }: Declared<Schema>): ControlCall => ({
  method,
  path,
  body,
  handle: async (network, asked) => {
    const parsed = body.safeParse(asked.body);
    if (parsed.success) return answer(network, { ...asked, body: parsed.data });
    if (asked.body === undefined) throw new Refused('this call needs a body, in JSON');
    throw new Refused(parsed.error.issues.flatMap((issue) => sentencesOf(issue)).join('; '));
  },
});

type Issue = z.core.$ZodIssue;

/** What is wrong, and where: `media.type: …`. Of a choice, the member that comes closest is the one that was meant. */
const sentencesOf = (issue: Issue, above: readonly PropertyKey[] = []): string[] => {
  const path = [...above, ...issue.path];
  const where = path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `there is no ${[...path, key].map(String).join('.')} in this call`);
  if (issue.code === 'invalid_union') {
    const [closest] = issue.errors.toSorted((a, b) => a.length - b.length);
    if (closest !== undefined) return closest.flatMap((inner) => sentencesOf(inner, path));
  }
  return [where === '' ? `the body: ${issue.message}` : `${where}: ${issue.message}`];
};
