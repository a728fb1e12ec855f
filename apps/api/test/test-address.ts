import { randomInt } from 'node:crypto';

// Redis, and with it every limit by address, is shared by all tests that run at once: each asks from addresses of
// its own, as if through a proxy.

/** An address that nobody else asks from. */
export const newAddress = (): string => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;

/** The same request from a given address. */
export const from = (address: string, init: RequestInit): RequestInit => {
  const headers = new Headers(init.headers);
  headers.set('x-forwarded-for', address);
  return { ...init, headers };
};

/** The same request from an address of its own: how often one may try from one is another matter. */
export const fromElsewhere = (init: RequestInit): RequestInit => from(newAddress(), init);
