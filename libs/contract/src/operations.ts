import type { Operation } from './operation.ts';
import { listPlans } from './plans.ts';
import { changeSettings, getAccount, getSettings } from './tenants.ts';

/** Every operation there is, in the order in which documents list them. */
export const operations: readonly Operation[] = [getAccount, listPlans, getSettings, changeSettings];
