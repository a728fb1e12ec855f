import { CopyButton } from '../ui/copy-button.tsx';
import { UsableFor } from './usable-for.tsx';

export const CodeToEnter = ({ code, expiresAt }: { code: string; expiresAt: string }) => (
  <div className="told">
    <p className="link-code">
      <code>{code}</code>
      <CopyButton label="the code" text={code} />
    </p>
    <ol>
      <li>Open WhatsApp on the phone with this number. It may already ask for a code.</li>
      <li>
        If not: open <strong>Linked devices</strong>, tap <strong>Link a device</strong>, then{' '}
        <strong>Link with phone number instead</strong>.
      </li>
      <li>Enter the code.</li>
    </ol>
    <UsableFor expiresAt={expiresAt} />
  </div>
);
