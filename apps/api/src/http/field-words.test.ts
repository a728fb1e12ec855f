import { expect, test } from 'vitest';
import { z } from 'zod';
import { fieldWords } from './field-words.ts';

const wrong = (schema: z.ZodType, value: unknown): string[] =>
  schema.safeParse(value, { error: fieldWords }).error?.issues.map(({ message }) => message) ?? [];

test('what is wrong with a field is said in words that go on from its name', () => {
  expect(wrong(z.string(), undefined)).toEqual(['is missing']);
  expect(wrong(z.string(), 5)).toEqual(['must be a text, in quotes']);
  expect(wrong(z.int(), 1.5)).toEqual(['must be a whole number']);
  expect(wrong(z.number(), Number.NaN)).toEqual(['must be a number']);
  expect(wrong(z.record(z.string(), z.string()), [])).toEqual(['must be an object']);
  expect(wrong(z.string().min(1), '')).toEqual(['must not be empty']);
  expect(wrong(z.string().min(8), 'a')).toEqual(['must have at least 8 characters']);
  expect(wrong(z.string().max(2), 'abc')).toEqual(['must have at most 2 characters']);
  expect(wrong(z.array(z.string()).max(0), ['a'])).toEqual(['must have at most 0 items']);
  expect(wrong(z.number().min(1), 0)).toEqual(['must be at least 1']);
  expect(wrong(z.number().max(200), 201)).toEqual(['must be at most 200']);
  expect(wrong(z.enum(['in', 'out']), 'up')).toEqual(['must be one of in, out']);
  expect(wrong(z.literal('text'), 'image')).toEqual(['must be text']);
  expect(wrong(z.record(z.string().max(2), z.null()), { abc: null })).toEqual(['must have at most 2 characters']);
  expect(wrong(z.iso.datetime(), 'soon')).toEqual(['must be a time with its zone, like 2026-03-01T09:30:00Z']);
  expect(wrong(z.iso.date(), 'today')).toEqual(['must be a day, like 2026-03-01']);
});

test('what the schema says itself stands', () => {
  expect(wrong(z.string('must be a name'), undefined)).toEqual(['must be a name']);
});
