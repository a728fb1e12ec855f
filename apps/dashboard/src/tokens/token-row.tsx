import { regenerateToken, revokeToken, type Token } from '@parley/contract';
import { useState } from 'react';
import { ProblemNote } from '../api/problem-note.tsx';
import { useAsk } from '../api/use-ask.ts';
import { Confirm } from '../ui/confirm.tsx';
import { TimeFact } from '../ui/fact.tsx';
import type { NewToken } from './new-token.ts';
import { grantWords, policyWords } from './words.ts';

type Props = { token: Token; onRegenerated: (token: NewToken) => void; onRevoked: (token: Token) => void };

export const TokenRow = ({ token, onRegenerated, onRevoked }: Props) => {
  const [confirming, setConfirming] = useState<'regenerate' | 'revoke' | null>(null);
  const regenerating = useAsk(regenerateToken);
  const revoking = useAsk(revokeToken);
  const { id, name } = token;
  const close = () => setConfirming(null);
  const regenerate = async () => {
    const answer = await regenerating.ask({ id });
    if (!answer.ok) return;
    close();
    onRegenerated(answer.value);
  };
  const revoke = async () => {
    const answer = await revoking.ask({ id });
    if (answer.ok) onRevoked(answer.value);
  };
  return (
    <li className="row">
      <div className="row-head">
        <h2>{name}</h2>
        <code className="faint">{token.hint}…</code>
      </div>
      <p className="badges">
        <span className={`badge ${token.network === 'live' ? 'good' : ''}`}>
          {token.network === 'live' ? 'Live' : 'Sandbox'}
        </span>
        {policyWords(token).map((words) => (
          <span key={words} className="badge">
            {words}
          </span>
        ))}
        <span>{grantWords(token.scopes)}</span>
      </p>
      <TokenTimes token={token} />
      <div className="row-actions">
        <button
          type="button"
          className="quiet"
          aria-label={`Regenerate ${name}`}
          onClick={() => setConfirming('regenerate')}
        >
          Regenerate
        </button>
        <button
          type="button"
          className="quiet danger-text"
          aria-label={`Revoke ${name}`}
          onClick={() => setConfirming('revoke')}
        >
          Revoke
        </button>
      </div>
      {confirming === 'regenerate' && (
        <Confirm
          title={`Regenerate “${name}”?`}
          action="Regenerate"
          isDangerous={false}
          isBusy={regenerating.isAsking}
          onConfirm={() => void regenerate()}
          onClose={close}
        >
          <p>You get a new token. The old one stops working within 5 seconds, wherever it is in use.</p>
          <ProblemNote problem={regenerating.problem} />
        </Confirm>
      )}
      {confirming === 'revoke' && (
        <Confirm
          title={`Revoke “${name}”?`}
          action="Revoke"
          isDangerous
          isBusy={revoking.isAsking}
          onConfirm={() => void revoke()}
          onClose={close}
        >
          <p>It stops working within 5 seconds. This cannot be undone: programs that use it will need another token.</p>
          <ProblemNote problem={revoking.problem} />
        </Confirm>
      )}
    </li>
  );
};

const TokenTimes = ({ token }: { token: Token }) => (
  <dl className="times">
    <TimeFact name="Created" time={token.created_at} />
    {token.regenerated_at !== null && <TimeFact name="Regenerated" time={token.regenerated_at} />}
    <TimeFact name="Last used" time={token.last_used_at} or="not yet" />
    <TimeFact name="Expiry" time={token.expires_at} or="never" />
  </dl>
);
