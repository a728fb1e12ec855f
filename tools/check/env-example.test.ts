import { expect, it } from 'vitest';
import { z } from 'zod';
import { toExample } from './env-example.ts';

const port = z.string().transform(Number).default(8080).describe('The port.');
const url = z.url().describe('Where it is.');

it('lists every setting once, with its sentence, its default and who reads it', () => {
  const lines = toExample({
    api: z.object({ DATABASE_URL: url, API_PORT: port, ALLOW: z.array(z.string()).default([]).describe('Some.') }),
    worker: z.object({ DATABASE_URL: url, SOME: z.string().optional().describe('It may be left out.') }),
  }).split('\n');
  expect(lines.slice(lines.indexOf('') + 1)).toEqual([
    '# Where it is. (api, worker)',
    'DATABASE_URL=',
    '',
    '# The port. (api)',
    '# API_PORT=8080',
    '',
    '# Some. (api)',
    '# ALLOW=',
    '',
    '# It may be left out. (worker)',
    '# SOME=',
    '',
  ]);
});

it('wants a sentence for every setting', () => {
  expect(() => toExample({ api: z.object({ A: z.string() }) })).toThrow('A needs a .describe() with a sentence');
  expect(() => toExample({ api: z.object({ A: z.string().describe('a word') }) })).toThrow('A needs');
});

it('wants one meaning and one default for a name', () => {
  const api = z.object({ PORT: port });
  expect(() => toExample({ api, worker: z.object({ PORT: port.describe('Another.') }) })).toThrow(
    'different things about PORT',
  );
  expect(() => toExample({ api, worker: z.object({ PORT: port.default(1).describe('The port.') }) })).toThrow('PORT');
});
