import { expect, it } from 'vitest';
import { stepsOf } from './steps.ts';

const at = '2026-11-01T10:00:00.000Z';
const accepted = { status: 'queued', created_at: at, sent_at: null, delivered_at: null, read_at: null } as const;
const lookOf = (message: Parameters<typeof stepsOf>[0]) => stepsOf(message).map(({ is }) => is);

it('shows what may still come as open', () => {
  expect(lookOf(accepted)).toEqual(['done', 'open', 'open', 'open']);
  expect(lookOf({ ...accepted, status: 'delivered', sent_at: at, delivered_at: at })).toEqual([
    'done',
    'done',
    'done',
    'open',
  ]);
});

it('leaves nothing open of a message that will not be sent', () => {
  expect(lookOf({ ...accepted, status: 'failed' })).toEqual(['done', 'lost', 'lost', 'lost']);
});

it('leaves open what nobody knows yet', () => {
  expect(lookOf({ ...accepted, status: 'unknown' })).toEqual(['done', 'open', 'open', 'open']);
});
