import { z } from 'zod';
import { idSchema } from './ids.ts';
import { oneLine } from './one-line.ts';
import { operation } from './operation.ts';
import { pageInput, pageOf } from './paging.ts';
import { type Scope, scope } from './scopes.ts';

export const networks = ['live', 'sandbox'] as const;
export type Network = (typeof networks)[number];

export const profiles = ['observer', 'sender', 'responder', 'operator'] as const;
export type Profile = (typeof profiles)[number];

/** Ready-made sets of scopes for what most tokens are for. */
export const profileScopes: Record<Profile, readonly Scope[]> = {
  observer: ['devices:read', 'messages:read', 'contacts:read', 'reports:read'],
  sender: ['devices:read', 'messages:send', 'reports:read'],
  responder: ['devices:read', 'messages:send', 'messages:read', 'contacts:read', 'chats:manage', 'reports:read'],
  operator: [
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
  ],
};

const listMax = 100;
const recipient = z
  .string()
  .regex(/^(?:\+[1-9]\d{6,14}|grp_[0-9a-z]{26})$/, 'must be a number like +4915112345678, or the id of a group');
const ipRange = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  'must be an IP address or a range like 203.0.113.0/24',
);
const toolName = z.string().regex(/^[a-z][a-z_]{2,63}$/, 'must be the name of a tool');

/** What a token may touch, beside its scopes. A list left out or null stands for everything. */
export const policy = z.object({
  devices: z.array(idSchema('dev')).min(1).max(listMax).nullable().describe('The only devices it may use; null: all.'),
  chats: z
    .array(recipient)
    .min(1)
    .max(listMax)
    .nullable()
    .describe('The only numbers and groups it may write to and read; null: all.'),
  ips: z.array(ipRange).min(1).max(listMax).nullable().describe('The only addresses it may be used from; null: any.'),
  tools: z.array(toolName).min(1).max(listMax).nullable().describe('The only MCP tools it may call; null: all.'),
  read_only: z.boolean().describe('Whether it may look but change nothing, whatever its scopes say.'),
});
export type Policy = z.infer<typeof policy>;

/** Narrowed by nothing. */
export const freePolicy: Policy = { devices: null, chats: null, ips: null, tools: null, read_only: false };

export const token = z.object({
  id: idSchema('tok').describe('The id of the token.'),
  name: z.string().describe('What people call it.'),
  network: z.enum(networks).describe('Whether it is for devices of the real WhatsApp or of the sandbox.'),
  hint: z.string().describe('The part of the token that may be seen again: its beginning.'),
  scopes: z.array(scope).describe('What it may do.'),
  ...policy.shape,
  expires_at: z.iso.datetime().nullable().describe('When it stops working; null: never.'),
  last_used_at: z.iso.datetime().nullable().describe('When it was last used, to the minute; null: not yet.'),
  created_at: z.iso.datetime().describe('When it was made.'),
  regenerated_at: z.iso.datetime().nullable().describe('When it last got another secret.'),
});
export type Token = z.infer<typeof token>;

export const newToken = token.extend({
  token: z.string().describe('The token itself. It is shown this once and can never be shown again.'),
});

export const listTokens = operation({
  name: 'tokens.list',
  summary: 'List the tokens of your tenant that stand, newest first.',
  scope: 'tokens:manage',
  input: z.strictObject(pageInput),
  output: pageOf(token),
  errors: ['input_invalid'],
  http: { method: 'get', path: '/api/v1/tokens', status: 200 },
});

export const createToken = operation({
  name: 'tokens.create',
  summary: 'Create a token. It is shown once; what it may do is never more than you may.',
  scope: 'tokens:manage',
  input: z
    .strictObject({
      name: oneLine.describe('What you will know it by.'),
      network: z
        .enum(networks)
        .default('live')
        .describe('`live`, or `sandbox` for a token that cannot reach real people.'),
      scopes: z.array(scope).min(1).max(50).optional().describe('What it may do. Either this or `profile`.'),
      profile: z.enum(profiles).optional().describe('A ready-made set of scopes.'),
      ...policy.partial().shape,
      expires_at: z.iso
        .datetime({ offset: true })
        .refine(isAhead, 'must be in the future, within a hundred years')
        .nullable()
        .optional()
        .describe('When it shall stop working; left out: never.'),
    })
    .refine(({ scopes, profile }) => (scopes === undefined) !== (profile === undefined), {
      path: ['scopes'],
      message: 'must be given unless profile is',
    }),
  output: newToken,
  errors: ['scope_missing', 'input_invalid'],
  http: { method: 'post', path: '/api/v1/tokens', status: 201 },
});

const tokenPath = { id: idSchema('tok').describe('The id of the token.') };

export const regenerateToken = operation({
  name: 'tokens.regenerate',
  summary: 'Give a token another secret. The old one stops working within 5 seconds.',
  scope: 'tokens:manage',
  input: z.strictObject(tokenPath),
  output: newToken,
  errors: ['token_not_found', 'scope_missing'],
  http: { method: 'post', path: '/api/v1/tokens/{id}/regenerate', status: 200 },
});

export const revokeToken = operation({
  name: 'tokens.revoke',
  summary: 'Revoke a token for ever. It stops working within 5 seconds.',
  scope: 'tokens:manage',
  input: z.strictObject(tokenPath),
  output: token,
  errors: ['token_not_found', 'scope_missing'],
  http: { method: 'delete', path: '/api/v1/tokens/{id}', status: 200 },
});

function isAhead(time: string): boolean {
  const aheadMs = Date.parse(time) - Date.now();
  return aheadMs > 0 && aheadMs < 100 * 365 * 86_400_000;
}
