import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';

type Props = {
  /** What the button says. */
  submit: string;
  asking: {
    isAsking: boolean;
    /** How often it was refused; each time the first field that is wrong gets the focus. */
    refusals: number;
    /** Told the name of each field that somebody changes. */
    mend: (field: string) => void;
  };
  onSubmit: () => Promise<unknown>;
  /** What stands beside the button. */
  aside?: ReactNode;
  children: ReactNode;
};

/** Fields and one button. While it is busy it cannot be sent twice. */
export const Form = ({ submit, asking: { isAsking, refusals, mend }, onSubmit, aside, children }: Props) => {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusals > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusals]);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isAsking) void onSubmit();
  };
  const touch = ({ target }: FormEvent) => {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) mend(target.name);
  };
  return (
    <form ref={form} noValidate aria-busy={isAsking} onSubmit={send} onInput={touch}>
      {children}
      <div className="actions">
        <button type="submit" className="main" aria-disabled={isAsking}>
          {isAsking ? 'One moment …' : submit}
        </button>
        {aside}
      </div>
    </form>
  );
};
