import { useState } from 'react';

type Props = { label: string; text: string };

/** Takes a text elsewhere. Browsers lend the clipboard only to pages they hold safe; where not, one selects by hand. */
export const CopyButton = ({ label, text }: Props) => {
  const [says, setSays] = useState('Copy');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSays('Copied');
    } catch {
      setSays('Select it');
    }
  };
  return (
    <>
      <button type="button" className="quiet" aria-label={`Copy ${label}`} onClick={() => void copy()}>
        {says}
      </button>
      <span className="unseen" aria-live="polite">
        {says === 'Copied' && `Copied ${label}`}
        {says === 'Select it' && 'This browser cannot copy here. Select the text and copy it yourself.'}
      </span>
    </>
  );
};
