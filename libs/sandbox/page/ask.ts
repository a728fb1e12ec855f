import { sayTrouble } from './trouble.ts';

type Method = 'GET' | 'POST' | 'DELETE';

// What answers comes out of the same release as this page, and is declared there; its shape is not proven again.
const isDeclared = <Answer>(answer: unknown): answer is Answer => answer !== undefined;

const call = async <Answer>(method: Method, path: string, body?: unknown): Promise<Answer> => {
  const response = await fetch(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(errorOf(answer) ?? `The sandbox answered ${response.status}.`);
  if (!isDeclared<Answer>(answer)) throw new Error('The sandbox answered nothing.');
  return answer;
};

const errorOf = (answer: unknown): string | null =>
  typeof answer === 'object' && answer !== null && 'error' in answer ? String(answer.error) : null;

/** Asks the control API for something. */
export const ask = <Answer>(path: string): Promise<Answer> => call('GET', path);

/** Has the control API do something; answers whether it did. What went wrong is shown, in its words. */
export const act = async (method: Method, path: string, body?: unknown): Promise<boolean> => {
  try {
    await call(method, path, body);
    return true;
  } catch (error) {
    sayTrouble(error);
    return false;
  }
};
