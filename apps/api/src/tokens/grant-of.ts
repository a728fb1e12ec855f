import type { Token } from '@parley/contract';
import type { Grant } from '../callers/may-grant.ts';

/** What somebody has who has this token. */
export const grantOf = ({ scopes, network, expires_at, ...narrowed }: Token): Grant => {
  const { devices, chats, ips, tools, read_only } = narrowed;
  const policy = { devices, chats, ips, tools, read_only };
  return { scopes, network, policy, expiresAt: expires_at === null ? null : new Date(expires_at) };
};
