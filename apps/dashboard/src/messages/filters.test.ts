import { expect, it } from 'vitest';
import { filtersFrom, noFilters, toInput, toSearch } from './filters.ts';

const device = 'dev_01jd3kabcdefghjkmnpqrstvwx';

it('finds in the address what was put there', () => {
  const filters = { device, status: 'failed', direction: 'out', number: '+12025550100' };
  expect(filtersFrom(toSearch(filters))).toEqual(filters);
  expect(toSearch(noFilters)).toBe('');
});

it('takes what means nothing for no filter', () => {
  expect(filtersFrom('?device=mine&status=lost&direction=up&number=nobody')).toEqual(noFilters);
});

it('asks for nothing that was not chosen', () => {
  expect(toInput(noFilters)).toEqual({});
  expect(toInput({ ...noFilters, status: 'read' })).toEqual({ status: 'read' });
});
