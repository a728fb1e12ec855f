import { createToken, type Network } from '@parley/contract';
import { useEffect, useRef, useState } from 'react';
import { fieldErrors } from '../api/field-errors.ts';
import { ProblemNote } from '../api/problem-note.tsx';
import { useAsk } from '../api/use-ask.ts';
import type { Me } from '../logins/me.ts';
import { Choices } from '../ui/choices.tsx';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { DeviceChoice } from './device-choice.tsx';
import { type Draft, emptyDraft, toInput } from './draft.ts';
import { GrantChoice } from './grant-choice.tsx';
import type { NewToken } from './new-token.ts';

type Props = { me: Me; onCreated: (token: NewToken) => void; onCancel: () => void };

export const CreateToken = ({ me, onCreated, onCancel }: Props) => {
  const [draft, setDraft] = useState(emptyDraft);
  const [hasMore, setHasMore] = useState(false);
  const asking = useAsk(createToken);
  const { ask, problem } = asking;
  const form = useRef<HTMLElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const create = async () => {
    const answer = await ask(toInput(draft, new Date()));
    if (answer.ok) onCreated(answer.value);
  };
  return (
    <section ref={form} className="sheet" aria-labelledby="create-token">
      <h2 id="create-token">Create a token</h2>
      <ProblemNote problem={problem} fields={['name', 'scopes', 'ips']} />
      <Form
        submit="Create the token"
        asking={asking}
        onSubmit={create}
        aside={
          <button type="button" className="quiet" onClick={onCancel}>
            Cancel
          </button>
        }
      >
        <Field name="name" label="Name" hint="So that you recognize it later." errors={fieldErrors(problem, 'name')}>
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              maxLength={100}
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <GrantChoice me={me} draft={draft} errors={fieldErrors(problem, 'scopes')} onChange={change} />
        <Choices
          legend="Network"
          choices={networkChoices}
          chosen={draft.network}
          onChoose={(network) => change({ network, devices: [] })}
        />
        <Field name="expires_at" label="Expires">
          {(control) => (
            <select
              {...control}
              value={draft.expiresInDays ?? ''}
              onChange={({ target: { value } }) => change({ expiresInDays: value === '' ? null : Number(value) })}
            >
              <option value="">Never</option>
              <option value="7">In 7 days</option>
              <option value="30">In 30 days</option>
              <option value="90">In 90 days</option>
              <option value="365">In a year</option>
            </select>
          )}
        </Field>
        <details onToggle={(event) => setHasMore(event.currentTarget.open)}>
          <summary>More options</summary>
          <label className="check">
            <input
              type="checkbox"
              checked={draft.isReadOnly}
              onChange={(event) => change({ isReadOnly: event.target.checked })}
            />
            <span>
              Read only<span className="faint">It can read but never change anything.</span>
            </span>
          </label>
          {hasMore && <DeviceChoice draft={draft} onChange={change} />}
          <Field
            name="ips"
            label="Only from these IP addresses"
            hint="One per line: an address, or a range like 203.0.113.0/24. Leave it empty to allow any."
            errors={fieldErrors(problem, 'ips')}
          >
            {(control) => (
              <textarea
                {...control}
                rows={3}
                spellCheck={false}
                value={draft.ips}
                onChange={(event) => change({ ips: event.target.value })}
              />
            )}
          </Field>
        </details>
      </Form>
    </section>
  );
};

const networkChoices: { value: Network; name: string; sentence: string }[] = [
  { value: 'live', name: 'Live', sentence: 'For your real WhatsApp numbers.' },
  { value: 'sandbox', name: 'Sandbox', sentence: 'For trying things out. It cannot reach real people.' },
];
