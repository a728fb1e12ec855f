import { fieldErrors } from '../api/field-errors.ts';
import type { Trouble } from '../api/call.ts';
import { TextField } from '../ui/text-field.tsx';

type Props = { hint: string; problem: Trouble | null; value: string; onChange: (value: string) => void };

export const PhoneField = ({ hint, problem, value, onChange }: Props) => (
  <TextField
    name="phone"
    label="Phone number"
    hint={hint}
    errors={fieldErrors(problem, 'phone')}
    value={value}
    onChange={onChange}
    input={{ type: 'tel', autoComplete: 'tel', maxLength: 40, placeholder: '+49 151 12345678' }}
  />
);
