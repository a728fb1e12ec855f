import { hash } from 'node:crypto';
import type { LoginId, MemberId, TenantId, TokenId } from '@parley/contract';
import { addressRangeOf } from './address-range-of.ts';
import type { Visitor } from './visitor.ts';

// Who is counted, as it stands in the keys of Redis. The braces hold whose it is: a tenant by its id first. What
// nobody shall read in a dump, an email address and a name somebody made up, stands there as a hash.

export const requestsBucket = (tenantId: TenantId, who: TokenId | LoginId): string =>
  `limit:{${tenantId}}:requests:${who}`;

export const tenantBucket = (tenantId: TenantId, name: string): string => `limit:{${tenantId}}:${name}`;

export const memberBucket = (tenantId: TenantId, name: string, memberId: MemberId): string =>
  `limit:{${tenantId}}:${name}:${memberId}`;

export const addressBucket = ({ address }: Visitor, name: string): string =>
  `limit:{${addressRangeOf(address)}}:${name}`;

/** Made from what was typed alone, so that one who is a member is counted like one who is not. */
export const emailBucket = ({ tenant }: Visitor, name: string, email: string): string =>
  `limit:{${hash('sha256', `${tenant?.name} ${email}`, 'base64url')}}:${name}`;

export const emailFromAddressBucket = (visitor: Visitor, name: string, email: string): string =>
  emailBucket(visitor, `${name}-from`, `${email} ${addressRangeOf(visitor.address)}`);

export const recipientBucket = (name: string, email: string): string =>
  `limit:{${hash('sha256', email, 'base64url')}}:${name}`;
