import { z } from 'zod';
import { idSchema } from './ids.ts';
import { emailAddress } from './emails.ts';
import { operation } from './operation.ts';
import { pageInput, pageOf } from './paging.ts';
import { newPassword } from './passwords.ts';
import { type Scope, scopes } from './scopes.ts';
import { profileScopes } from './tokens.ts';

export const roles = ['owner', 'admin', 'operator', 'viewer'] as const;
export type Role = (typeof roles)[number];

/** What a member may do, by role. */
export const roleScopes: Record<Role, readonly Scope[]> = {
  owner: scopes,
  admin: scopes.filter((scope) => scope !== 'billing:manage'),
  operator: profileScopes.operator,
  viewer: scopes.filter((scope) => scope.endsWith(':read')),
};

const role = z.enum(roles).describe('What the member may do: an owner all, a viewer only look.');

export const member = z.object({
  id: idSchema('mem').describe('The id of the member.'),
  email: z.string().describe('The address the member logs in with.'),
  role,
  is_email_verified: z.boolean().describe('Whether the member has shown that they receive mail at this address.'),
  created_at: z.iso.datetime().describe('When the member joined.'),
  last_seen_at: z.iso.datetime().nullable().describe('When the member was last here, to the minute.'),
});
export type Member = z.infer<typeof member>;

export const listMembers = operation({
  name: 'members.list',
  summary: 'List the members of your tenant.',
  scope: 'members:manage',
  input: z.strictObject(pageInput),
  output: pageOf(member),
  errors: ['input_invalid'],
  http: { method: 'get', path: '/api/v1/members', status: 200 },
});

export const addMember = operation({
  name: 'members.add',
  summary: 'Add a member with a first password that you tell them yourself.',
  scope: 'members:manage',
  input: z.strictObject({ email: emailAddress, role, password: newPassword }),
  output: member,
  errors: ['member_exists', 'plan_limit_reached', 'scope_missing'],
  http: { method: 'post', path: '/api/v1/members', status: 201 },
});

const memberPath = { id: idSchema('mem').describe('The id of the member.') };

export const changeMember = operation({
  name: 'members.change',
  summary: 'Give a member another role.',
  scope: 'members:manage',
  input: z.strictObject({ ...memberPath, role }),
  output: member,
  errors: ['member_not_found', 'last_owner', 'scope_missing'],
  http: { method: 'patch', path: '/api/v1/members/{id}', status: 200 },
});

export const removeMember = operation({
  name: 'members.remove',
  summary: 'Remove a member. The tokens they made stay.',
  scope: 'members:manage',
  input: z.strictObject(memberPath),
  output: member,
  errors: ['member_not_found', 'last_owner', 'scope_missing'],
  http: { method: 'delete', path: '/api/v1/members/{id}', status: 200 },
});
