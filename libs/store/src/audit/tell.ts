import {
  type BatchId,
  type DeviceId,
  eventTypes,
  type InvitationId,
  type MemberId,
  type MessageId,
  newId,
  type Role,
  type TokenId,
  toUuid,
  type WishKind,
} from '@parley/contract';
import type { Sql } from '../doors/transaction.ts';
import { type Author, uuidOf } from './author.ts';

/** What was done, in ids and names of fields: never a secret, a number or a text. */
export type Fact =
  | { action: 'tenant.created'; data: Record<string, never> }
  | { action: 'tenant.plan_changed'; data: { plan: string } }
  | { action: 'settings.changed'; data: { fields: string[] } }
  | { action: 'token.created' | 'token.regenerated' | 'token.revoked'; data: { token: TokenId } }
  | { action: 'member.added' | 'member.changed' | 'member.removed'; data: { member: MemberId; role: Role } }
  | { action: 'member.joined'; data: { member: MemberId; role: Role; invitation: InvitationId } }
  | { action: 'invitation.created' | 'invitation.withdrawn'; data: { invitation: InvitationId; role: Role } }
  | { action: 'device.added' | 'device.deleted' | `device.${WishKind}_asked`; data: { device: DeviceId } }
  | { action: 'device.changed'; data: { device: DeviceId; fields: string[] } }
  | { action: 'message.canceled'; data: { message: MessageId } }
  | { action: 'batch.canceled'; data: { batch: BatchId } }
  | { action: LoginAction; data: { member: MemberId } };

type LoginAction =
  | 'login.opened'
  | 'login.closed'
  | 'login.all_closed'
  | 'password.changed'
  | 'password.forgotten'
  | 'password.reset'
  | 'email.link_sent'
  | 'email.verified';

/**
 * Writes a record of what was done and by whom, and tells the outside world of it where that concerns anybody
 * outside. Call it in the transaction that does it: all of it happens, or none. The device that it is about is told of
 * before it is deleted.
 */
export const tell = async (sql: Sql, author: Author, { action, data }: Fact): Promise<void> => {
  // What happens to a member's own login concerns nobody else.
  const isEvent = action in eventTypes;
  await sql(isEvent ? `with event as (${insertEvent}) ${insertRecord}` : insertRecord, [
    toUuid(author.tenantId),
    toUuid(newId('rec')),
    action,
    data,
    author.by.kind,
    uuidOf(author),
    author.address,
    author.requestId,
    ...(isEvent ? [toUuid(newId('evt')), 'device' in data ? toUuid(data.device) : null] : []),
  ]);
};

const insertRecord = `
  insert into audit_records (tenant_id, id, action, data, by_kind, by_id, address, request_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

const insertEvent = `
  insert into events (tenant_id, id, type, data, device_id, network)
  values ($1, $9, $3, $4, $10, (select network from devices where tenant_id = $1 and id = $10))`;
