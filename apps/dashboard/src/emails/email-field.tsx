import type { Trouble } from '../api/call.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { Field } from '../ui/field.tsx';

type Props = {
  label?: string;
  hint?: string;
  problem: Trouble | null;
  value: string;
  onChange: (value: string) => void;
};

/** The address somebody logs in with; password managers know it as their user name. */
export const EmailField = ({ label = 'Email address', hint, problem, value, onChange }: Props) => (
  <Field name="email" label={label} hint={hint} errors={fieldErrors(problem, 'email')}>
    {(control) => (
      <input
        {...control}
        type="email"
        autoComplete="username"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
);
