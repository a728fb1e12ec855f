import type { ReactNode } from 'react';
import { Field } from './field.tsx';

export type Option = { value: string; name: string };

type Props = {
  name: string;
  label: string;
  hint?: ReactNode;
  errors?: string[];
  options: readonly Option[];
  value: string;
  onChange: (value: string) => void;
};

/** One of many, by its name. */
export const SelectField = ({ name, label, hint, errors = [], options, value, onChange }: Props) => (
  <Field name={name} label={label} hint={hint} errors={errors}>
    {(control) => (
      <select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    )}
  </Field>
);
