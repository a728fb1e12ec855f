import { expect, it } from 'vitest';
import { newRequestId } from './request-id.ts';

it('never names two requests alike', () => {
  const ids = Array.from({ length: 10_000 }, newRequestId);
  for (const id of ids) expect(id).toMatch(/^req_[0-9a-f]{32}$/);
  expect(new Set(ids).size).toBe(ids.length);
});
