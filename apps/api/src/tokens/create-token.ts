import {
  type createToken as operation,
  type FieldErrors,
  type InputOf,
  networks,
  no,
  profileScopes,
  type Result,
  type ResultOf,
  yes,
} from '@parley/contract';
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
  const known = await checkDevices(store, caller, { network, devices: policy.devices });
  if (!known.ok) return known;
  const { token, clear } = await store.forCaller(caller, ({ tokens }) =>
    tokens.create({ name, network, scopes: granted, policy, expiresAt }),
  );
  return yes({ ...token, token: clear });
};

type Narrowed = Pick<InputOf<typeof operation>, 'network'> & { devices: InputOf<typeof operation>['devices'] };

/** A token narrowed to a device that it can never reach would be of no use, and nobody would know why. */
const checkDevices = async (
  store: Store,
  { tenantId }: Caller,
  { network, devices }: Narrowed,
): Promise<Result<null, 'input_invalid'>> => {
  if (!devices) return yes(null);
  const reach = { networks: network === 'sandbox' ? [network] : networks, devices };
  const found = await store.forTenant(tenantId, (tenant) => tenant.devices.list({ limit: devices.length }, reach));
  if (!found.ok) return found;
  const known = new Set(found.value.data.map(({ device }) => device.id));
  const errors: FieldErrors = {};
  for (const [place, id] of devices.entries()) if (!known.has(id)) errors[`devices.${place}`] = [notThere[network]];
  return Object.keys(errors).length === 0 ? yes(null) : no('input_invalid', errors);
};

const notThere = { live: 'is no device of yours', sandbox: 'is no device of yours in the sandbox' };
