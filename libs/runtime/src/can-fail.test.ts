import { expect, it } from 'vitest';
import { canFail } from './can-fail.ts';
import { createLogger } from './logger.ts';

it('hands on what the work gave', async () => {
  await expect(canFail(Promise.resolve(7), 'never needed')).resolves.toBe(7);
});

it('turns a failure into undefined and a logged fact with the reason', async () => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ process: 'test', level: 'warn', destination });
  const work = Promise.reject(new Error('no Redis'));
  await expect(canFail(work, 'the owner finds the row itself', logger)).resolves.toBeUndefined();
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { level: 'warn', why: 'the owner finds the row itself', err: { message: 'no Redis' } },
  ]);
});

it('needs no logger', async () => {
  await expect(canFail(Promise.reject(new Error('no')), 'nobody asks')).resolves.toBeUndefined();
});
