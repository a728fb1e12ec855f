import { type ReactNode, useId } from 'react';

/** What the control inside a field must carry, so that its label, hint and errors belong to it for everybody. */
export type ControlProps = { id: string; name: string; 'aria-describedby': string; 'aria-invalid': boolean };

type Props = {
  name: string;
  label: string;
  hint?: ReactNode;
  errors?: string[];
  children: (control: ControlProps) => ReactNode;
};

export const Field = ({ name, label, hint, errors = [], children }: Props) => {
  const id = useId();
  const isWrong = errors.length > 0;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, name, 'aria-describedby': `${id}-says`, 'aria-invalid': isWrong })}
      <div id={`${id}-says`} className={isWrong ? 'says bad' : 'says faint'} aria-live="polite">
        {isWrong ? errors.map((error) => <p key={error}>{error}</p>) : hint}
      </div>
    </div>
  );
};
