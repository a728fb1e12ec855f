import { z } from 'zod';

/** What a mailed link carries behind its `#`. */
export const mailedCode = z.string().max(200).describe('What the link carries.');
