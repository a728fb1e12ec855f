import { profiles, profileScopes, type Scope, scopes } from '@parley/contract';
import type { Me } from '../logins/me.ts';
import { Choices } from '../ui/choices.tsx';
import type { Draft } from './draft.ts';
import { profileWords, scopeWords } from './words.ts';

type Props = { me: Me; draft: Draft; errors: string[]; onChange: (part: Partial<Draft>) => void };

/** What the token may do: a profile, or single scopes. Nobody is offered what they may not do themselves. */
export const GrantChoice = ({ me, draft, errors, onChange }: Props) => {
  const offered = profiles.filter((profile) => profileScopes[profile].every((scope) => me.scopes.includes(scope)));
  const choices = offered.map((profile) => ({ value: profile, ...profileWords[profile] }));
  const toggle = (scope: Scope) =>
    onChange({
      scopes: draft.scopes.includes(scope) ? draft.scopes.filter((each) => each !== scope) : [...draft.scopes, scope],
    });
  return (
    <>
      <Choices
        legend="What it may do"
        choices={[...choices, { value: 'single', name: 'Something else', sentence: 'Choose exactly what it may do.' }]}
        chosen={draft.profile ?? 'single'}
        onChoose={(value) => onChange({ profile: value === 'single' ? null : value })}
      />
      {draft.profile === null && (
        <fieldset className="scopes" aria-describedby="scopes-say">
          <legend className="unseen">Exactly what it may do</legend>
          {scopes
            .filter((scope) => me.scopes.includes(scope))
            .map((scope) => (
              <label key={scope} className="check">
                <input
                  type="checkbox"
                  name="scopes"
                  aria-invalid={errors.length > 0}
                  checked={draft.scopes.includes(scope)}
                  onChange={() => toggle(scope)}
                />
                <span>
                  {scopeWords[scope].charAt(0).toUpperCase() + scopeWords[scope].slice(1)}
                  <code className="faint">{scope}</code>
                </span>
              </label>
            ))}
          <p id="scopes-say" className="bad" aria-live="polite">
            {errors.length > 0 && 'Choose at least one.'}
          </p>
        </fieldset>
      )}
    </>
  );
};
