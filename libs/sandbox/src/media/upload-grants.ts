import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';

/** Who may upload, by the token that <media_conn> hands out; a restart of the network takes them all back. */
export type UploadGrants = {
  give: (phone: string) => { token: string; ttlSeconds: number };
  /** Whose token it is; null for one that nobody was given or whose time is over. */
  holderOf: (token: string) => string | null;
};

const ttlSeconds = 300;

export const createUploadGrants = (clock: Clock): UploadGrants => {
  const grants = new Map<string, { phone: string; expiresAt: number }>();
  const forgetExpired = (): void => {
    for (const [token, { expiresAt }] of grants) {
      if (expiresAt > clock.now()) break;
      grants.delete(token);
    }
  };
  return {
    give: (phone) => {
      forgetExpired();
      const token = randomBytes(24).toString('base64url');
      grants.set(token, { phone, expiresAt: clock.now() + ttlSeconds * 1000 });
      return { token, ttlSeconds };
    },
    holderOf: (token) => {
      forgetExpired();
      return grants.get(token)?.phone ?? null;
    },
  };
};
