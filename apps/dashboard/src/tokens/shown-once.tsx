import { useEffect, useRef } from 'react';
import { CopyLine } from '../ui/copy-line.tsx';
import type { NewToken } from './new-token.ts';
import { curlLine } from './whereabouts.tsx';

/** A new token, the one time it can be seen. */
export const ShownOnce = ({ token, onDone }: { token: NewToken; onDone: () => void }) => {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), [token]);
  return (
    <section ref={panel} className="sheet shown-once" tabIndex={-1} aria-labelledby="shown-once">
      <h2 id="shown-once">Your token “{token.name}”</h2>
      <p>
        <strong>Copy it now. It cannot be shown again.</strong> Keep it as safe as a password: anyone who has it can use
        it.
      </p>
      <CopyLine label="Token" text={token.token} />
      <CopyLine label="Try it" text={curlLine(token.token)} />
      <div className="actions">
        <button type="button" className="main" onClick={onDone}>
          I have copied it
        </button>
      </div>
    </section>
  );
};
