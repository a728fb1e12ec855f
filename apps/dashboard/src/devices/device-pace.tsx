import { changeDevice, type Device } from '@parley/contract';
import { useState } from 'react';
import { fieldErrors } from '../api/field-errors.ts';
import { ProblemNote } from '../api/problem-note.tsx';
import { useAsk } from '../api/use-ask.ts';
import { Form } from '../ui/form.tsx';
import { More } from '../ui/more.tsx';
import { TextField } from '../ui/text-field.tsx';
import { paceWords, toPace } from './pace.ts';

type Props = { device: Device; onChanged: () => Promise<void> };

/** How fast a device sends, and whether it seems to type. */
export const DevicePace = ({ device, onChanged }: Props) => {
  const { id, messages_per_minute: pace, shows_typing: showsTyping } = device;
  const [typed, setTyped] = useState(pace === null ? '' : String(pace));
  const [isTyping, setIsTyping] = useState(showsTyping);
  const asking = useAsk(changeDevice);
  const { ask, problem } = asking;
  const change = async () => {
    const answer = await ask({ device: id, messages_per_minute: toPace(typed), shows_typing: isTyping });
    if (answer.ok) await onChanged();
  };
  return (
    <More summary={`Pace: ${paceWords(device)}`} isNeeded={problem !== null}>
      <ProblemNote problem={problem} fields={['messages_per_minute']} />
      <Form submit="Keep this pace" asking={asking} onSubmit={change}>
        <TextField
          name="messages_per_minute"
          label="Messages a minute"
          hint="Left empty: 20 where it is live, as many as it can in the sandbox. A number that writes too fast gets banned."
          errors={fieldErrors(problem, 'messages_per_minute')}
          value={typed}
          onChange={setTyped}
          input={{ inputMode: 'numeric', maxLength: 10 }}
        />
        <label className="check">
          <input type="checkbox" checked={isTyping} onChange={() => setIsTyping(!isTyping)} />
          <span>
            Show that it is typing
            <span className="faint">To those it replies to, for a moment before each message.</span>
          </span>
        </label>
      </Form>
    </More>
  );
};
