import type { createToken, DeviceId, Network, Profile, RequestOf, Scope } from '@parley/contract';

/** A token as its form holds it, before it is asked for. */
export type Draft = {
  name: string;
  /** Null where single scopes are chosen instead. */
  profile: Profile | null;
  scopes: readonly Scope[];
  network: Network;
  isReadOnly: boolean;
  /** None stands for all there are. */
  devices: readonly DeviceId[];
  /** In days from now; null for never. */
  expiresInDays: number | null;
  /** Addresses and ranges as typed, apart by lines, spaces or commas. */
  ips: string;
};

export const emptyDraft: Draft = {
  name: '',
  profile: 'sender',
  scopes: [],
  network: 'live',
  isReadOnly: false,
  devices: [],
  expiresInDays: null,
  ips: '',
};

export const toInput = (draft: Draft, now: Date): RequestOf<typeof createToken> => {
  const ips = draft.ips.split(/[\s,]+/).filter(Boolean);
  return {
    name: draft.name,
    network: draft.network,
    ...(draft.profile ? { profile: draft.profile } : { scopes: [...draft.scopes] }),
    ...(draft.isReadOnly && { read_only: true }),
    ...(draft.devices.length > 0 && { devices: [...draft.devices] }),
    ...(ips.length > 0 && { ips }),
    ...(draft.expiresInDays !== null && {
      expires_at: new Date(now.getTime() + draft.expiresInDays * dayMs).toISOString(),
    }),
  };
};

const dayMs = 86_400_000;
