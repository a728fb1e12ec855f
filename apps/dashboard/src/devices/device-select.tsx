import type { Device } from '@parley/contract';
import { SelectField } from '../ui/select-field.tsx';

type Props = {
  devices: readonly Device[];
  /** What it says while none is chosen. */
  none: string;
  hint?: string;
  errors?: string[];
  value: string;
  onChange: (device: string) => void;
};

/** A device by its name, with its number where two might be called alike. */
export const DeviceSelect = ({ devices, none, hint, errors = [], value, onChange }: Props) => (
  <SelectField
    name="device"
    label="Device"
    hint={hint}
    errors={errors}
    options={[{ value: '', name: none }, ...devices.map(toOption)]}
    value={value}
    onChange={onChange}
  />
);

const toOption = ({ id, name, phone }: Device) => ({ value: id, name: phone === null ? name : `${name}, ${phone}` });
