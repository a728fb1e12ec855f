import type { Comparison } from './side-by-side.ts';

/**
 * A comparison that was asked for, and the least ratio that is good enough. Where there is nothing to stand beside but
 * a bound, `other` is the bound and the ratio says how many times ours fits into it.
 */
export type Figure = Comparison & { name: string; unit: string; goal: number };
