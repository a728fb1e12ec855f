import { no, type ResultOf, type sendEmailLink as operation, yes } from '@parley/contract';
import type { Store } from '@parley/store';
import type { LoginCaller } from '../callers/caller.ts';
import { refuse } from '../http/refuse.ts';
import { ownMember } from '../logins/own-member.ts';
import type { Postman } from '../mail/postman.ts';

/** Another link for whoever lost the first; that one is worth nothing any more. */
export const mailEmailLink = async (
  { store, postman }: { store: Store; postman: Postman },
  caller: LoginCaller,
): Promise<ResultOf<typeof operation>> => {
  const made = await store.forCaller(caller, async (mine) => {
    const { id, email } = await ownMember(mine, caller);
    if (!(await mine.members.hasOwnPassword(id))) return no('password_not_own');
    const code = await mine.members.createCode({ memberId: id, purpose: 'verify_email' });
    return code === null ? refuse({ code: 'login_required' }) : yes({ email, code });
  });
  if (!made.ok) return made;
  const { email, code } = made.value;
  postman.post({ kind: 'verify_email', to: email, tenant: caller.at, code });
  return yes({ email });
};
