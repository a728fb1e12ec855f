import { changeDevice, type Device } from '@parley/contract';
import { useState } from 'react';
import { fieldErrors } from '../api/field-errors.ts';
import { ProblemNote } from '../api/problem-note.tsx';
import { useAsk } from '../api/use-ask.ts';
import { focusHeading } from '../ui/focus-heading.ts';
import { Form } from '../ui/form.tsx';
import { TextField } from '../ui/text-field.tsx';

type Props = { device: Device; onChanged: () => Promise<void> };

export const DeviceNameForm = ({ device, onChanged }: Props) => {
  const [name, setName] = useState(device.name);
  const asking = useAsk(changeDevice);
  const { ask, problem } = asking;
  const rename = async () => {
    const answer = await ask({ device: device.id, name });
    if (!answer.ok) return;
    await onChanged();
    focusHeading();
  };
  return (
    <>
      <ProblemNote problem={problem} fields={['name']} />
      <Form submit="Rename" asking={asking} onSubmit={rename}>
        <TextField name="name" label="Name" errors={fieldErrors(problem, 'name')} value={name} onChange={setName} />
      </Form>
    </>
  );
};
