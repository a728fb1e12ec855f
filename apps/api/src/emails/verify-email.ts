import { no, type ResultOf, type verifyEmail as operation, yes } from '@parley/contract';
import { parseSecret, type Store } from '@parley/store';
import type { LoginCaller } from '../callers/caller.ts';

export const verify = async (store: Store, caller: LoginCaller, code: string): Promise<ResultOf<typeof operation>> => {
  const presented = parseSecret(code, ['code']);
  if (!presented) return no('code_invalid');
  const memberId = caller.by.id;
  const verified = await store.forCaller(caller, ({ members }) => members.verifyEmail({ presented, memberId }));
  return verified.ok ? yes({ email: verified.value.email }) : verified;
};
