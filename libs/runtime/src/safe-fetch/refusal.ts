import { errorCode } from '../error-code.ts';

/** Why we did not fetch, in a word for programs and a sentence for people. It never says what an address was. */
export type Refusal = { kind: RefusalKind; message: string };

export type RefusalKind = keyof typeof sentences;

/** Carries a refusal out of a callback or a stream, where nothing but an error fits. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;

  constructor(kind: RefusalKind, detail?: string) {
    const message = detail ? `${sentences[kind]} (${detail})` : sentences[kind];
    super(message);
    this.refusal = { kind, message };
  }
}

/** What went wrong on the way to somebody else's server is a refusal; what went wrong in our own code is thrown on. */
export const toRefusal = (error: unknown): Refusal => {
  if (error instanceof Refused) return error.refusal;
  const code = errorCode(error);
  if (code === undefined || ourFaults.has(code)) throw error;
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return new Refused('timeout').refusal;
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return new Refused('too_large', 'its headers').refusal;
  return new Refused('unreachable', code).refusal;
};

const sentences = {
  url: 'This is not a URL.',
  scheme: 'Only https addresses are fetched.',
  credentials: 'A URL with a user name or password in it is not fetched.',
  port: 'This port is not fetched from: use 443 or one above 1023.',
  address: 'This host is not on the public internet.',
  unreachable: 'The server could not be reached, or broke off.',
  redirects: 'The server redirected too often.',
  encoding: 'The server compressed its answer though it was asked not to.',
  too_large: 'The answer is too large.',
  timeout: 'The server took too long.',
} as const;

const ourFaults = new Set(['UND_ERR_INVALID_ARG', 'ERR_INVALID_ARG_TYPE', 'ERR_INVALID_ARG_VALUE']);
