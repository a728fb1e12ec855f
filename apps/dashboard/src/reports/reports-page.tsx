import { useState } from 'react';
import { DeviceSelect } from '../devices/device-select.tsx';
import { loadDevices } from '../devices/load-devices.ts';
import { LoggedIn } from '../logins/logged-in.tsx';
import type { Me } from '../logins/me.ts';
import { Note } from '../ui/note.tsx';
import { Page } from '../ui/page.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { FailedNumbers } from './failed-numbers.tsx';
import { type Span, everything, toInput } from './span.ts';
import { UsageByDay } from './usage-by-day.tsx';

export const ReportsPage = () => (
  <LoggedIn>
    {(me) => (
      <Page title="Reports">
        <p className="lead faint">How much your devices have sent, and which numbers it did not get to.</p>
        {me.scopes.includes('reports:read') ? <Reports /> : <NotYours me={me} />}
      </Page>
    )}
  </LoggedIn>
);

const NotYours = ({ me }: { me: Me }) => (
  <Note kind="quiet">
    <p>As a {me.member.role} you may not see reports.</p>
  </Note>
);

const Reports = () => {
  const [span, setSpan] = useState(everything);
  const { value: answer } = useLoaded(loadDevices);
  const devices = answer?.ok ? answer.value.data : [];
  const change = (part: Partial<Span>) => setSpan((before) => ({ ...before, ...part }));
  const asked = JSON.stringify(toInput(span));
  return (
    <>
      <search className="filters" aria-label="Reports">
        <DeviceSelect
          devices={devices}
          none="All devices"
          value={span.device}
          onChange={(device) => change({ device })}
        />
        <TextField
          name="from"
          label="From"
          errors={[]}
          value={span.from}
          onChange={(from) => change({ from })}
          input={{ type: 'date' }}
        />
        <TextField
          name="to"
          label="To"
          errors={[]}
          value={span.to}
          onChange={(to) => change({ to })}
          input={{ type: 'date' }}
        />
      </search>
      <UsageByDay key={`usage ${asked}`} span={span} />
      <FailedNumbers key={`failed ${asked}`} span={span} devices={devices} />
    </>
  );
};
