import { failures, type FieldErrors, type Operation, type RequestOf } from '@parley/contract';
import { useState } from 'react';
import { z } from 'zod';
import { ask } from './ask.ts';
import type { Answer, Trouble } from './call.ts';

/**
 * For a form or a button: asks when told to, and keeps whether that is under way and what went wrong. A page that has
 * more to lose than to gain by leaving for the log-in page asks by `call`.
 */
export const useAsk = <O extends Operation>(operation: O, by: typeof ask = ask) => {
  const [isAsking, setIsAsking] = useState(false);
  const [problem, setProblem] = useState<Trouble | null>(null);
  const [refusals, setRefusals] = useState(0);

  const askIt = async (input: RequestOf<O>): Promise<Answer<O>> => {
    const wrong = findFaults(operation, input);
    setIsAsking(wrong === null);
    const answer: Answer<O> = wrong ? { ok: false, problem: wrong } : await by(operation, input);
    setIsAsking(false);
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) setRefusals((before) => before + 1);
    return answer;
  };
  /** Somebody is at it: what was wrong with this field is not said any longer. */
  const mend = (field: string) => setProblem((before) => before && withoutField(before, field));
  return { ask: askIt, isAsking, problem, refusals, mend };
};

/** What the api would refuse is not sent: the rules are the contract's own. */
export const findFaults = <O extends Operation>({ input: schema }: O, input: RequestOf<O>): Trouble | null => {
  const parsed = z.safeParse(schema, input, { error: sayIt });
  if (parsed.success) return null;
  const errors: FieldErrors = {};
  for (const { path, message } of parsed.error.issues) {
    const said = (errors[path.join('.')] ??= []);
    // What else is wrong with nothing is not worth saying.
    if (!said.includes(empty)) said.push(message);
  }
  return { message: failures.input_invalid.message, code: 'input_invalid', errors };
};

/** Where the contract has no words of its own. */
const sayIt: z.core.$ZodErrorMap = ({ code, input }) =>
  input === '' || (code === 'too_small' && Array.isArray(input)) ? empty : undefined;

const empty = 'must not be empty';

const withoutField = (problem: Trouble, field: string): Trouble => {
  const errors = Object.entries(problem.errors ?? {}).filter(
    ([name]) => name !== field && !name.startsWith(`${field}.`),
  );
  return { ...problem, errors: Object.fromEntries(errors) };
};
