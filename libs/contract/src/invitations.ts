import { z } from 'zod';
import { idSchema } from './ids.ts';
import { emailAddress } from './emails.ts';
import { mailedCode } from './mailed-codes.ts';
import { member, roles } from './members.ts';
import { operation } from './operation.ts';
import { pageInput, pageOf } from './paging.ts';
import { newPassword } from './passwords.ts';

const role = z.enum(roles).describe('What the member will be allowed.');

export const invitation = z.object({
  id: idSchema('inv').describe('The id of the invitation.'),
  email: z.string().describe('The address the link was mailed to.'),
  role,
  created_at: z.iso.datetime().describe('When the invitation was made.'),
  expires_at: z.iso.datetime().describe('When its link stops working.'),
});
export type Invitation = z.infer<typeof invitation>;

/** Its link goes to the invited address alone: whoever follows it has shown to receive mail there. */
export const createInvitation = operation({
  name: 'invitations.create',
  summary: 'Mail somebody a link by which to become a member.',
  scope: 'members:manage',
  input: z.strictObject({ email: emailAddress, role }),
  output: invitation,
  errors: ['member_exists', 'plan_limit_reached', 'scope_missing'],
  http: { method: 'post', path: '/api/v1/invitations', status: 201 },
});

export const listInvitations = operation({
  name: 'invitations.list',
  summary: 'List the invitations that are open.',
  scope: 'members:manage',
  input: z.strictObject(pageInput),
  output: pageOf(invitation),
  errors: ['input_invalid'],
  http: { method: 'get', path: '/api/v1/invitations', status: 200 },
});

export const withdrawInvitation = operation({
  name: 'invitations.withdraw',
  summary: 'Withdraw an invitation: its link stops working.',
  scope: 'members:manage',
  input: z.strictObject({ id: idSchema('inv').describe('The id of the invitation.') }),
  output: invitation,
  errors: ['invitation_not_found', 'scope_missing'],
  http: { method: 'delete', path: '/api/v1/invitations/{id}', status: 200 },
});

export const acceptInvitation = operation({
  name: 'invitations.accept',
  summary: 'Become a member by the link you were mailed, and be logged in.',
  scope: null,
  caller: 'visitor',
  input: z.strictObject({ code: mailedCode, password: newPassword }),
  output: member,
  errors: ['code_invalid', 'member_exists', 'plan_limit_reached'],
  http: { method: 'post', path: '/api/v1/invitations/{code}/accept', status: 201 },
});
