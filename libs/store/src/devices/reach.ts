import { type DeviceId, type Network, toUuid } from '@parley/contract';

/** The devices that somebody may see and use: of these networks, and of these where they are narrowed to some. */
export type Reach = { networks: readonly Network[]; devices: readonly DeviceId[] | null };

/** The same for a statement about devices, in which its two values come third and fourth. */
export const isWithinReach = 'network = any($3) and ($4::uuid[] is null or id = any($4))';

export const reachValues = ({ networks, devices }: Reach): [readonly Network[], string[] | null] => [
  networks,
  devices?.map(toUuid) ?? null,
];
