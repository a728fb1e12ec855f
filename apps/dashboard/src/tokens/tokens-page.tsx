import { useState } from 'react';
import { ProblemNote } from '../api/problem-note.tsx';
import { LoggedIn } from '../logins/logged-in.tsx';
import type { Me } from '../logins/me.ts';
import { focusHeading } from '../ui/focus-heading.ts';
import { Note } from '../ui/note.tsx';
import { Page } from '../ui/page.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { CreateToken } from './create-token.tsx';
import type { NewToken } from './new-token.ts';
import { ShownOnce } from './shown-once.tsx';
import { TokenRow } from './token-row.tsx';
import { useTokens } from './use-tokens.ts';
import { Whereabouts } from './whereabouts.tsx';

export const TokensPage = () => (
  <LoggedIn>
    {(me) => (
      <Page title="Tokens" below={<Whereabouts />}>
        <p className="lead faint">A token lets a program or an AI assistant use Parley for you.</p>
        {me.scopes.includes('tokens:manage') ? <Tokens me={me} /> : <NotYours role={me.member.role} />}
      </Page>
    )}
  </LoggedIn>
);

const NotYours = ({ role }: { role: string }) => (
  <Note kind="quiet">
    <p>
      As {role === 'viewer' ? 'a' : 'an'} {role} you may not manage tokens. If you need one, ask an owner or an admin of
      this tenant.
    </p>
  </Note>
);

const Tokens = ({ me }: { me: Me }) => {
  const { listed, problem, load, add, replace, remove } = useTokens();
  const [isCreating, setIsCreating] = useState(false);
  /** The one token that can be seen right now: in this page's memory, until it is put away. */
  const [shown, setShown] = useState<NewToken | null>(null);
  const [revokedName, setRevokedName] = useState<string | null>(null);
  if (listed === null) return problem ? <ProblemNote problem={problem} onAgain={() => void load(null)} /> : <Waiting />;

  const { items: tokens, nextCursor } = listed;
  const show = (token: NewToken, keep: (token: NewToken) => void) => {
    keep(token);
    setShown(token);
    setRevokedName(null);
    setIsCreating(false);
  };
  const leave = (close: () => void) => {
    close();
    focusHeading();
  };
  return (
    <>
      {shown && <ShownOnce token={shown} onDone={() => leave(() => setShown(null))} />}
      {isCreating && (
        <CreateToken
          me={me}
          onCreated={(token) => show(token, add)}
          onCancel={() => leave(() => setIsCreating(false))}
        />
      )}
      {!isCreating && !shown && (
        <div className="actions">
          <button type="button" className="main" onClick={() => setIsCreating(true)}>
            Create a token
          </button>
        </div>
      )}
      {revokedName !== null && (
        <Note kind="good">
          <p>
            <strong>{revokedName}</strong> is revoked. It stops working within 5 seconds.
          </p>
        </Note>
      )}
      {tokens.length === 0 && !isCreating && <NoTokens />}
      <ul className="rows" aria-label="Tokens">
        {tokens.map((token) => (
          <TokenRow
            key={token.id}
            token={token}
            onRegenerated={(regenerated) => show(regenerated, replace)}
            onRevoked={(revoked) => {
              remove(revoked);
              setRevokedName(revoked.name);
              if (shown?.id === revoked.id) setShown(null);
              focusHeading();
            }}
          />
        ))}
      </ul>
      <ProblemNote problem={problem} />
      {nextCursor !== null && (
        <button type="button" className="quiet" onClick={() => void load(nextCursor)}>
          Show more
        </button>
      )}
    </>
  );
};

const NoTokens = () => (
  <div className="empty">
    <h2>No tokens yet</h2>
    <p className="faint">
      Create one for each program. Then you can see when each was last used, and revoke one without affecting the
      others. A sandbox token is a safe start: it cannot reach real people.
    </p>
  </div>
);
