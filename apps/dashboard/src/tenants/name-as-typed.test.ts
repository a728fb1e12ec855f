import { newTenantName } from '@parley/contract';
import { expect, it } from 'vitest';
import { nameAsTyped } from './name-as-typed.ts';

it('makes of a name as people write it one that a tenant can have', () => {
  expect(nameAsTyped('Acme Trading  Co')).toBe('acme-trading-co');
  expect(newTenantName.safeParse(nameAsTyped('Acme Trading  Co')).success).toBe(true);
});
