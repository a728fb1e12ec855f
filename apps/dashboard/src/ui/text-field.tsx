import type { InputHTMLAttributes, ReactNode } from 'react';
import { Field } from './field.tsx';

type Props = {
  name: string;
  label: string;
  hint?: ReactNode;
  errors: string[];
  value: string;
  onChange: (value: string) => void;
  /** What else the input is to know. */
  input?: InputHTMLAttributes<HTMLInputElement>;
};

/** A line of text that no browser should fill in by itself. */
export const TextField = ({ name, label, hint, errors, value, onChange, input }: Props) => (
  <Field name={name} label={label} hint={hint} errors={errors}>
    {(control) => (
      <input
        autoComplete="off"
        maxLength={100}
        {...input}
        {...control}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
);
