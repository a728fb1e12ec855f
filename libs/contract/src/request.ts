import type { Operation, RequestOf } from './operation.ts';

/** Where a field of an operation's input travels. */
export type Place = 'path' | 'query' | 'body';

export const placeOf = ({ http }: Operation, field: string): Place => {
  if (http.path.includes(`{${field}}`)) return 'path';
  if (http.isSend && waitFields.has(field)) return 'query';
  return http.method === 'get' || http.method === 'delete' ? 'query' : 'body';
};

/** How whoever sends would like to be answered: no part of what is sent. */
const waitFields: ReadonlySet<string> = new Set(['wait', 'timeout']);

export type HttpRequest = { method: string; path: string; body?: string };

/** The HTTP request that asks an operation, below the tenant's base. */
export const toRequest = <O extends Operation>(op: O, input: RequestOf<O>): HttpRequest => {
  let path: string = op.http.path;
  const query = new URLSearchParams();
  const body: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(input)) {
    if (value === undefined) continue;
    const place = placeOf(op, field);
    if (place === 'path') path = path.replace(`{${field}}`, encodeURIComponent(String(value)));
    else if (place === 'query') query.append(field, String(value));
    else body[field] = value;
  }
  const method = op.http.method.toUpperCase();
  const address = query.size > 0 ? `${path}?${query}` : path;
  return Object.keys(body).length > 0
    ? { method, path: address, body: JSON.stringify(body) }
    : { method, path: address };
};
