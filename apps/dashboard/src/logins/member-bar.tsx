import { closeEveryLogin, closeLogin, pages } from '@parley/contract';
import { useId } from 'react';
import { ProblemNote } from '../api/problem-note.tsx';
import { tenantBase } from '../api/tenant-base.ts';
import { useAsk } from '../api/use-ask.ts';
import { Brand } from '../ui/brand.tsx';
import { go } from '../ui/router.ts';
import type { Me } from './me.ts';
import { MemberPages } from './member-pages.tsx';

/** Which tenant this is, who is logged in, and the ways out. */
export const MemberBar = ({ me }: { me: Me }) => {
  const menu = useId();
  const here = useAsk(closeLogin);
  const everywhere = useAsk(closeEveryLogin);
  const { path } = tenantBase(location);
  const leave = async ({ ask }: typeof here | typeof everywhere) => {
    const answer = await ask({});
    if (answer.ok) go(`${path}${pages.logIn}`);
  };
  return (
    <header className="member-bar">
      <div className="wide">
        <Brand to={`${path}${pages.devices}`} />
        <span className="tenant">{me.tenant}</span>
        <MemberPages />
        <button type="button" className="quiet who" popoverTarget={menu} aria-label={`Logged in as ${me.member.email}`}>
          <span className="email">{me.member.email}</span>
          <span aria-hidden="true">▾</span>
        </button>
        <div id={menu} popover="auto" className="menu">
          <p className="faint">
            {me.member.email}, {me.member.role}
          </p>
          <button type="button" className="quiet" onClick={() => void leave(here)}>
            Log out
          </button>
          <button type="button" className="quiet" onClick={() => void leave(everywhere)}>
            Log out everywhere
          </button>
          <ProblemNote problem={here.problem ?? everywhere.problem} />
        </div>
      </div>
    </header>
  );
};
