import type { Trouble } from '../api/call.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { PasswordField } from '../ui/password-field.tsx';

type Props = {
  name: 'password' | 'new_password';
  label: string;
  problem: Trouble | null;
  value: string;
  onChange: (value: string) => void;
};

/** A password that is being chosen, with what the contract asks of it. */
export const NewPasswordField = ({ name, label, problem, value, onChange }: Props) => (
  <PasswordField
    name={name}
    label={label}
    hint="At least 10 characters. Long is better than complicated."
    errors={fieldErrors(problem, name)}
    kind="new-password"
    value={value}
    onChange={onChange}
  />
);
