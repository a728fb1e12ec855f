import type { ReactNode } from 'react';
import { Field } from '../ui/field.tsx';
import { nameAsTyped } from './name-as-typed.ts';

type Props = { hint: ReactNode; errors: string[]; value: string; onChange: (value: string) => void };

export const TenantNameField = ({ hint, errors, value, onChange }: Props) => (
  <Field name="tenant" label="Name of your tenant" hint={hint} errors={errors}>
    {(control) => (
      <input
        {...control}
        autoComplete="organization"
        autoCapitalize="none"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(nameAsTyped(event.target.value))}
      />
    )}
  </Field>
);
