import type { Action } from './fault.ts';

/** Why the network ends a connection, or lets nobody in. */
const endings = [401, 402, 403, 405, 406, 409, 411, 415, 419, 428, 429, 440, 500, 501, 503, 515];

/** The codes a fault may carry, by action, the one it has where none is asked for first. Actions that are not here have
 * none. */
export const codesOf: Partial<Record<Action, readonly number[]>> = {
  nack: [400, 463, 475, 479, 503],
  close: [428, ...endings.filter((code) => code !== 428)],
  'refuse-login': [503, ...endings.filter((code) => code !== 503)],
  'refuse-upgrade': [503, 403, 429],
  'app-state-refused': [500, 400, 403, 404, 409, 503],
  'upload-refused': [403, 401, 404, 413, 429, 500, 503],
  'download-refused': [403, 401, 404, 410, 429, 500, 503],
};

/** What a fault says of the code it should have; the usual one where it has none. */
export const codeOf = ({ action, code }: { action: Action; code?: number | undefined }): number =>
  code ?? codesOf[action]?.[0] ?? 500;
