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
  const { email, isOwn, code } = await store.forCaller(caller, async (mine) => {
    const member = await ownMember(mine, caller);
    const isOwnPassword = await mine.members.hasOwnPassword(member.id);
    const made = isOwnPassword && (await mine.members.createCode({ memberId: member.id, purpose: 'verify_email' }));
    return { email: member.email, isOwn: isOwnPassword, code: made };
  });
  if (!isOwn) return no('password_not_own');
  postman.post({
    kind: 'verify_email',
    to: email,
    tenant: caller.at,
    code: code || refuse({ code: 'login_required' }),
  });
  return yes({ email });
};
