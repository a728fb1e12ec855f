import type { IncomingMessage } from 'node:http';

const loopback = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/u;

/** Whether we are called by a name of this machine: a page may give loopback a name of its own, and come in by that. */
export const isToHere = ({ headers }: IncomingMessage): boolean => loopback.test(headers.host ?? '');

/** The same for a name that this machine has in a network. */
export const isToName =
  (name: string) =>
  ({ headers }: IncomingMessage): boolean =>
    headers.host?.replace(/:\d+$/u, '').toLowerCase() === name.toLowerCase();

/** Whether a program, or our own page, calls. A page of somebody else's that is open on this machine must not press our
 * buttons; browsers say on whose behalf they call. */
export const isFromHere = ({ headers }: IncomingMessage): boolean => {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'] ?? 'none';
  return (origin === undefined || origin === `http://${host}`) && (site === 'same-origin' || site === 'none');
};
