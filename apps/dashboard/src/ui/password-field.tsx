import { useState } from 'react';
import { Field } from './field.tsx';

type Props = {
  name: string;
  label: string;
  hint?: string;
  errors: string[];
  /** Tells a password manager whether to fill one in or to make one. */
  kind: 'current-password' | 'new-password';
  value: string;
  onChange: (value: string) => void;
};

/** A password, hidden until one asks to see it. */
export const PasswordField = ({ name, label, hint, errors, kind, value, onChange }: Props) => {
  const [isShown, setIsShown] = useState(false);
  return (
    <Field name={name} label={label} hint={hint} errors={errors}>
      {(control) => (
        <div className="with-button">
          <input
            {...control}
            type={isShown ? 'text' : 'password'}
            autoComplete={kind}
            autoCapitalize="none"
            spellCheck={false}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <button
            type="button"
            className="inside"
            aria-label={isShown ? 'Hide the password' : 'Show the password'}
            onClick={() => setIsShown(!isShown)}
          >
            {isShown ? 'Hide' : 'Show'}
          </button>
        </div>
      )}
    </Field>
  );
};
