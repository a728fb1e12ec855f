import { type Device, messageStatuses } from '@parley/contract';
import { type FormEvent, useState } from 'react';
import { DeviceSelect } from '../devices/device-select.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { type Filters, isNumber } from './filters.ts';
import { statusWords } from './words.ts';

type Props = { devices: readonly Device[]; filters: Filters; onChange: (part: Partial<Filters>) => void };

/** What is chosen counts at once; a number, once it is typed and left. */
export const MessageFilters = ({ devices, filters, onChange }: Props) => {
  const [typed, setTyped] = useState(filters.number);
  const [isWrong, setIsWrong] = useState(false);
  const take = () => {
    const number = typed.trim();
    const isUsable = number === '' || isNumber(number);
    setIsWrong(!isUsable);
    if (isUsable && number !== filters.number) onChange({ number });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take();
  };
  return (
    <search aria-label="Messages">
      <form className="filters" noValidate onSubmit={submit}>
        <DeviceSelect
          devices={devices}
          none="All devices"
          value={filters.device}
          onChange={(device) => onChange({ device })}
        />
        <SelectField
          name="status"
          label="Status"
          options={statuses}
          value={filters.status}
          onChange={(status) => onChange({ status })}
        />
        <SelectField
          name="direction"
          label="Direction"
          options={directions}
          value={filters.direction}
          onChange={(direction) => onChange({ direction })}
        />
        <TextField
          name="number"
          label="Number"
          errors={isWrong ? ['Must be a whole number with its country code.'] : []}
          value={typed}
          onChange={setTyped}
          input={{ type: 'tel', maxLength: 40, placeholder: 'All numbers', onBlur: take }}
        />
      </form>
    </search>
  );
};

const statuses = [
  { value: '', name: 'Every status' },
  ...messageStatuses.map((value) => ({ value, name: statusWords[value].name })),
];

const directions = [
  { value: '', name: 'Both' },
  { value: 'out', name: 'Sent by you' },
  { value: 'in', name: 'Received' },
];
