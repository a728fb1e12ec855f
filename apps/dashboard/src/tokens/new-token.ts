import type { newToken } from '@parley/contract';
import type { z } from 'zod';

/** A token together with what it is in clear: answered once, when it is made or regenerated. */
export type NewToken = z.output<typeof newToken>;
