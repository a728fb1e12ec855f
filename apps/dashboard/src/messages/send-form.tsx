import { type Device, type Message, sendText } from '@parley/contract';
import { useState } from 'react';
import { fieldErrors } from '../api/field-errors.ts';
import { ProblemNote } from '../api/problem-note.tsx';
import { useAskOnce } from '../api/use-ask-once.ts';
import { DeviceSelect } from '../devices/device-select.tsx';
import { Choices } from '../ui/choices.tsx';
import { Form } from '../ui/form.tsx';
import { TextArea } from '../ui/text-area.tsx';
import { TextField } from '../ui/text-field.tsx';
import { ContactOffer } from './contact-offer.tsx';
import { emptyDraft, firstDevice, type SendDraft, toInput } from './send-draft.ts';

type Props = {
  devices: readonly Device[];
  /** What another page wants it to begin with. */
  told: Partial<SendDraft>;
  onAccepted: (message: Message) => void;
};

/** After a text was accepted, the form is there for the next one, to the same number from the same device. */
export const SendForm = ({ devices, told, onAccepted }: Props) => {
  const [draft, setDraft] = useState<SendDraft>(() => ({ ...emptyDraft, device: firstDevice(devices), ...told }));
  const asking = useAskOnce(sendText);
  const { ask, problem } = asking;
  const change = (part: Partial<SendDraft>) => setDraft((before) => ({ ...before, ...part }));
  const send = async () => {
    const answer = await ask(toInput(draft));
    if (!answer.ok) return;
    change({ text: '', when: 'now', at: '' });
    onAccepted(answer.value);
  };
  const device = devices.find(({ id }) => id === draft.device);
  return (
    <section className="sheet" aria-label="Text to send">
      <ProblemNote problem={problem} fields={['device', 'to', 'text', 'send_at']} />
      <Form submit="Send the text" asking={asking} onSubmit={send}>
        <DeviceSelect
          devices={devices}
          none="Choose a device"
          errors={draft.device === '' ? fieldErrors(problem, 'device').map(() => 'Choose a device.') : []}
          value={draft.device}
          onChange={(id) => change({ device: id })}
        />
        <TextField
          name="to"
          label="To"
          hint="A number with its country code."
          errors={fieldErrors(problem, 'to')}
          value={draft.to}
          onChange={(to) => change({ to })}
          input={{ type: 'tel', maxLength: 40, placeholder: '+49 151 12345678' }}
        />
        {device?.network === 'sandbox' && <ContactOffer chosen={draft.to} onChoose={(to) => change({ to })} />}
        <TextArea
          name="text"
          label="Text"
          errors={fieldErrors(problem, 'text')}
          value={draft.text}
          onChange={(text) => change({ text })}
        />
        <Choices legend="When" choices={whens} chosen={draft.when} onChoose={(when) => change({ when })} />
        {draft.when === 'later' && (
          <TextField
            name="send_at"
            label="Day and time"
            hint="By the clock of this computer, within the next 90 days."
            errors={fieldErrors(problem, 'send_at')}
            value={draft.at}
            onChange={(at) => change({ at })}
            input={{ type: 'datetime-local' }}
          />
        )}
      </Form>
    </section>
  );
};

const whens = [
  { value: 'now', name: 'Now', sentence: 'As soon as the device can send it.' },
  { value: 'later', name: 'Later', sentence: 'At a time you choose. Until then you can cancel it.' },
] as const;
