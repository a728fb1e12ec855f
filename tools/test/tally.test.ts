import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../services/run.ts';

const fixtures = join(import.meta.dirname, 'fixtures', 'tally');

/** `npm test` over the fixtures: what it prints last, and how it ends. */
const test = async (...words: string[]) => {
  const { ok, output } = await run(
    process.execPath,
    [join(import.meta.dirname, 'main.ts'), '--root', fixtures, ...words],
    {
      env: { NODE_OPTIONS: undefined, VITEST: undefined, NODE_ENV: undefined },
    },
  );
  return { ok, lastLine: output.trimEnd().split('\n').at(-1) };
};

it('ends with one plain line, and counts all that went wrong as failed', async () => {
  // The test that fails, the broken set-up, the file that does not load, the error nobody caught.
  expect(await test()).toEqual({ ok: false, lastLine: '2 passed, 4 failed, 2 skipped' });
});

it('passes what is written behind it on to vitest', async () => {
  expect(await test('outcomes', '-t', '^passes$')).toEqual({ ok: true, lastLine: '1 passed, 0 failed, 3 skipped' });
});

it('fails when not a single test was run', async () => {
  expect(await test('no-such-file')).toEqual({ ok: false, lastLine: '0 passed, 0 failed' });
});
