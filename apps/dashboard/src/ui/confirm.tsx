import { type ReactNode, useEffect, useId, useRef } from 'react';
import { focusHeading } from './focus-heading.ts';

type Props = {
  title: string;
  /** What the button says that does it. */
  action: string;
  isDangerous: boolean;
  isBusy: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** Asks before something is done that others would notice. Escape and the first button leave everything as it is. */
export const Confirm = ({ title, action, isDangerous, isBusy, onConfirm, onClose, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const opened = dialog.current;
    const opener = document.activeElement;
    opened?.showModal();
    return () => {
      opened?.close();
      // The browser gives the focus back only where the dialog is still there; what had opened it may be gone, too.
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      else focusHeading();
    };
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onCancel={onClose}>
      <h2 id={titleId}>{title}</h2>
      {children}
      <div className="actions end">
        <button type="button" className="quiet" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          className={isDangerous ? 'danger' : 'main'}
          aria-disabled={isBusy}
          onClick={() => !isBusy && onConfirm()}
        >
          {isBusy ? 'One moment …' : action}
        </button>
      </div>
    </dialog>
  );
};
