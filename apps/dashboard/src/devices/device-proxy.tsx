import { changeDevice, type Device } from '@parley/contract';
import { useState } from 'react';
import { ProblemNote } from '../api/problem-note.tsx';
import { useAsk } from '../api/use-ask.ts';
import { Form } from '../ui/form.tsx';
import { More } from '../ui/more.tsx';
import { ProxyField } from './proxy-field.tsx';

type Props = { device: Device; onChanged: () => Promise<void> };

/** The proxy is never shown whole, so it is replaced or taken away, and not edited. */
export const DeviceProxy = ({ device: { id, proxy }, onChanged }: Props) => {
  const [typed, setTyped] = useState('');
  const asking = useAsk(changeDevice);
  const { ask, isAsking, problem } = asking;
  const change = async (to: string | null) => {
    const answer = await ask({ device: id, proxy: to });
    if (!answer.ok) return;
    setTyped('');
    await onChanged();
  };
  return (
    <More summary={proxy === null ? 'Proxy: none' : `Proxy: ${proxy}`} isNeeded={problem !== null}>
      <ProblemNote problem={problem} fields={['proxy']} />
      <Form
        submit={proxy === null ? 'Use this proxy' : 'Use this proxy instead'}
        asking={asking}
        onSubmit={() => change(typed.trim())}
        aside={
          proxy !== null && (
            <button type="button" className="quiet" onClick={() => !isAsking && void change(null)}>
              Use none
            </button>
          )
        }
      >
        <ProxyField problem={problem} value={typed} onChange={setTyped} />
      </Form>
    </More>
  );
};
