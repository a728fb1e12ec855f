import { getMe } from '@parley/contract';
import type { ReactNode } from 'react';
import { ask } from '../api/ask.ts';
import { ProblemNote } from '../api/problem-note.tsx';
import { Brand } from '../ui/brand.tsx';
import { Page } from '../ui/page.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { Waiting } from '../ui/waiting.tsx';
import type { Me } from './me.ts';
import { MemberBar } from './member-bar.tsx';
import { VerifyNotice } from '../emails/verify-notice.tsx';

/** A page for members: shown once it is known who is logged in, with the bar that says so on top. */
export const LoggedIn = ({ children }: { children: (me: Me) => ReactNode }) => {
  const { value: answer, again } = useLoaded(loadMe);
  if (answer === null) return <Waiting />;
  if (!answer.ok) {
    // Nobody is logged in: another page is opening already.
    if (answer.problem.code === 'login_required') return <Waiting />;
    return (
      <Page title="One moment" isNarrow above={<Brand to={location.pathname} />}>
        <ProblemNote problem={answer.problem} onAgain={again} />
      </Page>
    );
  }
  const me: Me = answer.value;
  return (
    <>
      <MemberBar me={me} />
      {!me.member.is_email_verified && <VerifyNotice email={me.member.email} />}
      {children(me)}
    </>
  );
};

const loadMe = () => ask(getMe, {});
