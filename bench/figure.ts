import type { Comparison } from './side-by-side.ts';

/** A comparison that was asked for, and the least ratio that is good enough. */
export type Figure = Comparison & { name: string; unit: string; goal: number };
