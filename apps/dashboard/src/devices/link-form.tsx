import type { Device, linkDevice } from '@parley/contract';
import { useState } from 'react';
import type { useAsk } from '../api/use-ask.ts';
import { Choices } from '../ui/choices.tsx';
import { focusHeading } from '../ui/focus-heading.ts';
import { Form } from '../ui/form.tsx';
import { PhoneField } from './phone-field.tsx';

type Way = 'sandbox' | 'qr' | 'code';

type Props = {
  device: Device;
  asking: ReturnType<typeof useAsk<typeof linkDevice>>;
  onAsked: () => Promise<void>;
};

/** Asks for what links a device: a picture to scan, a code to enter, or a phone of the sandbox that does it at once. */
export const LinkForm = ({ device: { id, network, phone: known }, asking, onAsked }: Props) => {
  const ways: readonly Way[] = network === 'sandbox' ? ['sandbox', 'qr', 'code'] : ['qr', 'code'];
  const [way, setWay] = useState<Way>(network === 'sandbox' ? 'sandbox' : 'qr');
  const [phone, setPhone] = useState(known ?? '');
  const { ask, problem } = asking;
  const link = async () => {
    const answer = await ask({
      device: id,
      ...(way === 'code' && { phone }),
      ...(way === 'sandbox' && { sandbox: true }),
    });
    if (!answer.ok) return;
    await onAsked();
    focusHeading();
  };
  return (
    <Form submit={wayWords[way].submit} asking={asking} onSubmit={link}>
      <Choices
        legend="How"
        choices={ways.map((value) => ({ value, ...wayWords[value] }))}
        chosen={way}
        onChoose={setWay}
      />
      {way === 'code' && (
        <PhoneField
          hint="The number you link, with its country code."
          problem={problem}
          value={phone}
          onChange={setPhone}
        />
      )}
    </Form>
  );
};

const wayWords: Record<Way, { name: string; sentence: string; submit: string }> = {
  sandbox: {
    name: 'Sandbox phone',
    sentence: 'A phone of the sandbox is linked at once.',
    submit: 'Link a sandbox phone',
  },
  qr: { name: 'QR code', sentence: 'Scan a picture with the phone.', submit: 'Show the QR code' },
  code: { name: 'Code to enter', sentence: 'Type eight letters and digits into the phone.', submit: 'Show the code' },
};
