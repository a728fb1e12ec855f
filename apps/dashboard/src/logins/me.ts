import type { getMe, OutputOf } from '@parley/contract';

/** Who is logged in, and what they may do. */
export type Me = OutputOf<typeof getMe>;
