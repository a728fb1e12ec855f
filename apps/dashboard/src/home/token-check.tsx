import { getAccount } from '@parley/contract';
import { type FormEvent, useState } from 'react';
import { type Answer, call } from '../api/call.ts';

/** Shows what a token belongs to. The token stays in this page's memory and nowhere else. */
export const TokenCheck = () => {
  const [token, setToken] = useState('');
  const [answer, setAnswer] = useState<Answer<typeof getAccount> | null>(null);
  const check = async (event: FormEvent) => {
    event.preventDefault();
    setAnswer(await call(getAccount, {}, { token: token.trim() }));
  };
  return (
    <section className="sheet">
      <h2>Check a token</h2>
      <form onSubmit={(event) => void check(event)}>
        <input
          type="password"
          aria-label="Access token"
          placeholder="par_…"
          autoComplete="off"
          required
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
        <button type="submit">Show the account</button>
      </form>
      <output aria-live="polite">{answer && <AccountAnswer answer={answer} />}</output>
    </section>
  );
};

const AccountAnswer = ({ answer }: { answer: Answer<typeof getAccount> }) => {
  if (!answer.ok) return <p className="bad">{answer.problem.message}</p>;
  const { name, id, plan, time_zone: timeZone } = answer.value;
  const facts = {
    Tenant: name,
    Id: id,
    Plan: plan.name,
    'API access': plan.api_access ? 'yes' : 'no',
    Devices: plan.devices.toLocaleString(),
    'Messages a day': plan.messages_per_day.toLocaleString(),
    'Requests a minute': plan.requests_per_minute.toLocaleString(),
    'Time zone': timeZone,
  };
  return (
    <dl>
      {Object.entries(facts).map(([term, fact]) => (
        <Fact key={term} term={term} fact={fact} />
      ))}
    </dl>
  );
};

const Fact = ({ term, fact }: { term: string; fact: string }) => (
  <>
    <dt>{term}</dt>
    <dd>{fact}</dd>
  </>
);
