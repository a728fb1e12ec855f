import type { tenantName } from '@parley/contract';
import { fieldErrors } from '../api/field-errors.ts';

/** What is wrong with a tenant's name, by the rules for one that stands or for a new one, in sentences. */
export const nameFaults = (name: string, rules: typeof tenantName): string[] => {
  const { error } = rules.safeParse(name);
  return error
    ? fieldErrors({ message: '', errors: { name: error.issues.map(({ message }) => message) } }, 'name')
    : [];
};
