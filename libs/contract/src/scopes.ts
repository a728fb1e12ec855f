import { z } from 'zod';

/** What a token or a member may be allowed. An operation names the one it needs. */
export const scopes = [
  'devices:read',
  'devices:manage',
  'messages:send',
  'messages:read',
  'contacts:read',
  'contacts:manage',
  'chats:manage',
  'groups:manage',
  'templates:manage',
  'reports:read',
  'webhooks:manage',
  'members:manage',
  'audit:read',
  'billing:manage',
  'tokens:manage',
  'settings:manage',
] as const;

export const scope = z.enum(scopes);
export type Scope = z.infer<typeof scope>;
