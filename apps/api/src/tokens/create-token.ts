import { type createToken as operation, type InputOf, profileScopes, type ResultOf, yes } from '@parley/contract';
import type { Store } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { mayGrant } from '../callers/may-grant.ts';

export const createNewToken = async (
  store: Store,
  caller: Caller,
  { name, network, profile, scopes, expires_at, ...narrowed }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const { devices = null, chats = null, ips = null, tools = null, read_only = false } = narrowed;
  const policy = { devices, chats, ips, tools, read_only };
  const granted = profile ? profileScopes[profile] : [...new Set(scopes)];
  const expiresAt = expires_at ? new Date(expires_at) : null;
  const may = mayGrant(caller, { scopes: granted, policy, network, expiresAt });
  if (!may.ok) return may;
  const { token, clear } = await store.forCaller(caller, ({ tokens }) =>
    tokens.create({ name, network, scopes: granted, policy, expiresAt }),
  );
  return yes({ ...token, token: clear });
};
