import type { Operation, RequestOf } from '@parley/contract';
import { useRef } from 'react';
import { ask } from './ask.ts';
import type { Answer } from './call.ts';
import { createKeys } from './keys.ts';
import { useAsk } from './use-ask.ts';

/**
 * Like `useAsk`, for a send: where an answer got lost, pressing the button again with the same in the form asks by the
 * same key, so that it is sent once.
 */
export const useAskOnce = <O extends Operation>(operation: O) => {
  const keys = useRef(createKeys());
  return useAsk(operation, async <P extends Operation>(asked: P, input: RequestOf<P>): Promise<Answer<P>> => {
    const idempotencyKey = keys.current.keyFor(JSON.stringify(input));
    const answer = await ask(asked, input, { idempotencyKey });
    if (answer.ok) keys.current.forget();
    return answer;
  });
};
