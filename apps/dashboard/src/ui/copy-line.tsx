import { useState } from 'react';

/** A line of text to take elsewhere, with a button that takes it. */
export const CopyLine = ({ label, text }: { label: string; text: string }) => {
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setIsCopied(true);
  };
  return (
    <div className="copy-line">
      <span className="label">{label}</span>
      <code>{text}</code>
      <button type="button" onClick={() => void copy()} aria-label={`Copy ${label}`}>
        {isCopied ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
};
