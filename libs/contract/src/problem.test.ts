import { expect, it } from 'vitest';
import { toProblem } from './problem.ts';

it('keeps the three refusals that programs match by their body to the message, first', () => {
  for (const code of ['token_missing', 'token_invalid', 'api_access_missing'] as const) {
    const body = toProblem({ code }, 'req_1');
    expect(Object.keys(body)).toEqual(['message', 'code', 'request_id']);
  }
  expect(JSON.stringify(toProblem({ code: 'token_missing' }, 'req_1'))).toMatch(
    /^\{"message":"an Access-Token is required",/,
  );
});

it('says of every other refusal what it means, whether a retry helps and what to do', () => {
  expect(toProblem({ code: 'input_invalid', errors: { limit: ['too big'] } }, 'req_1')).toEqual({
    message: 'Some fields are wrong.',
    code: 'input_invalid',
    status: 422,
    retryable: false,
    action: 'Correct the fields named in `errors`.',
    request_id: 'req_1',
    errors: { limit: ['too big'] },
    type: '/docs/errors#input_invalid',
    title: 'Some fields are wrong.',
  });
});
