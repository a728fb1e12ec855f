import {
  type FieldErrors,
  freePolicy,
  type Network,
  no,
  type Policy,
  type Result,
  type Scope,
  yes,
} from '@parley/contract';
import type { Caller } from './caller.ts';
import { widerFields } from './policy.ts';

/** What a caller is about to hand on: to a token, or to a member by a role, who is narrowed by nothing else. */
export type Grant = { scopes: readonly Scope[]; policy?: Policy; network?: Network; expiresAt?: Date | null };

/** Nobody hands on what they may not do themselves. */
export const mayGrant = (
  caller: Caller,
  { scopes, policy, network, expiresAt }: Grant,
): Result<null, 'scope_missing'> => {
  const missing = scopes.filter((scope) => !caller.scopes.includes(scope));
  const wider = widerFields(policy ?? freePolicy, caller.policy);
  const isEscape = network !== 'sandbox' && caller.by.kind === 'token' && caller.by.network === 'sandbox';
  const errors: FieldErrors = {
    ...(outlives(caller, expiresAt ?? null) && { expires_at: ['must not be after your own token ends'] }),
    ...(missing.length > 0 && { scope: missing }),
    ...(wider.length > 0 && { policy: wider }),
    ...(isEscape && { network: [network ? 'must be sandbox, as yours is' : 'is sandbox, and members are not'] }),
  };
  return Object.keys(errors).length > 0 ? no('scope_missing', errors) : yes(null);
};

/** A token that ends hands on nothing that goes on after it. */
const outlives = ({ by }: Caller, expiresAt: Date | null): boolean =>
  by.kind === 'token' && by.expiresAt !== null && (expiresAt === null || expiresAt > by.expiresAt);
