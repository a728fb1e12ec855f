import { CopyButton } from './copy-button.tsx';

/** A line of text to take elsewhere, with a button that takes it. */
export const CopyLine = ({ label, text }: { label: string; text: string }) => (
  <div className="copy-line">
    <span className="label">{label}</span>
    <code>{text}</code>
    <CopyButton label={label} text={text} />
  </div>
);
