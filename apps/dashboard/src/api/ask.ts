import { type Operation, pages, type RequestOf } from '@parley/contract';
import { go } from '../ui/router.ts';
import { type Answer, call, type Calling } from './call.ts';
import { tenantBase } from './tenant-base.ts';

/** Asks as whoever is logged in. Where nobody is, the log-in page opens, and leads back to this one. */
export const ask = async <O extends Operation>(
  operation: O,
  input: RequestOf<O>,
  calling: Calling = {},
): Promise<Answer<O>> => {
  const answer = await call(operation, input, calling);
  if (!answer.ok && answer.problem.code === 'login_required') {
    const { path } = tenantBase(location);
    go(`${path}${pages.logIn}`, { isReplacing: true, state: { pageAfterLogin: location.pathname.slice(path.length) } });
  }
  return answer;
};
