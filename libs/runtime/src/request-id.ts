import { randomUUID } from 'node:crypto';

/** Names one request in answers and logs; 122 random bits. */
export const newRequestId = (): string => `req_${randomUUID().replaceAll('-', '')}`;
