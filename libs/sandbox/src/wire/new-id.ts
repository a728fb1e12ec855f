import { randomBytes } from 'node:crypto';

/** An id for what the network or a telephone says: as telephones choose theirs, so that nobody takes it for a
 * gateway's. */
export const newId = (): string => `3A${randomBytes(9).toString('hex').toUpperCase()}`;
