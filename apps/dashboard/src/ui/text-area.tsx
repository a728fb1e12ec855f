import type { ReactNode } from 'react';
import { Field } from './field.tsx';

type Props = {
  name: string;
  label: string;
  hint?: ReactNode;
  errors: string[];
  value: string;
  onChange: (value: string) => void;
};

/** Several lines of what a person writes. */
export const TextArea = ({ name, label, hint, errors, value, onChange }: Props) => (
  <Field name={name} label={label} hint={hint} errors={errors}>
    {(control) => (
      <textarea
        {...control}
        className="prose"
        rows={5}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
);
