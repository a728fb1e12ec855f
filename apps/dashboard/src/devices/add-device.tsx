import { addDevice } from '@parley/contract';
import { useEffect, useRef, useState } from 'react';
import { fieldErrors } from '../api/field-errors.ts';
import { ProblemNote } from '../api/problem-note.tsx';
import { tenantBase } from '../api/tenant-base.ts';
import { useAsk } from '../api/use-ask.ts';
import { Choices } from '../ui/choices.tsx';
import { Form } from '../ui/form.tsx';
import { More } from '../ui/more.tsx';
import { go } from '../ui/router.ts';
import { TextField } from '../ui/text-field.tsx';
import { type DeviceDraft, emptyDraft, toInput } from './device-draft.ts';
import { devicePath } from './device-path.ts';
import { PhoneField } from './phone-field.tsx';
import { ProxyField } from './proxy-field.tsx';
import { networkWords } from './words.ts';

/** Leads to the page of the new device, where it is linked. */
export const AddDevice = ({ onCancel }: { onCancel: () => void }) => {
  const [draft, setDraft] = useState(emptyDraft);
  const asking = useAsk(addDevice);
  const { ask, problem } = asking;
  const form = useRef<HTMLElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const change = (part: Partial<DeviceDraft>) => setDraft((before) => ({ ...before, ...part }));
  const add = async () => {
    const answer = await ask(toInput(draft));
    if (answer.ok) go(`${tenantBase(location).path}${devicePath(answer.value.id)}`);
  };
  const hidden = [...fieldErrors(problem, 'phone'), ...fieldErrors(problem, 'proxy')];
  return (
    <section ref={form} className="sheet" aria-labelledby="add-device">
      <h2 id="add-device">Add a device</h2>
      <ProblemNote problem={problem} fields={['name', 'phone', 'proxy']} />
      {problem?.code === 'plan_limit_reached' && (
        <p>
          Every device counts, linked or not. Delete one that you no longer need, or choose a plan that has room for
          more.
        </p>
      )}
      <Form
        submit="Add the device"
        asking={asking}
        onSubmit={add}
        aside={
          <button type="button" className="quiet" onClick={onCancel}>
            Cancel
          </button>
        }
      >
        <TextField
          name="name"
          label="Name"
          hint="What you call it, like “Shop” or “Support”."
          errors={fieldErrors(problem, 'name')}
          value={draft.name}
          onChange={(name) => change({ name })}
        />
        <Choices
          legend="Network"
          choices={networkChoices}
          chosen={draft.network}
          onChoose={(network) => change({ network })}
        />
        <More isNeeded={hidden.length > 0}>
          <PhoneField
            hint="Optional. The number you mean to link; the number found at linking wins."
            problem={problem}
            value={draft.phone}
            onChange={(phone) => change({ phone })}
          />
          <ProxyField problem={problem} value={draft.proxy} onChange={(proxy) => change({ proxy })} />
        </More>
      </Form>
    </section>
  );
};

const networkChoices = (['live', 'sandbox'] as const).map((value) => ({ value, ...networkWords[value] }));
