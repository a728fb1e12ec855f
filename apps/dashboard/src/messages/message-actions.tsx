import { type Message, pages } from '@parley/contract';
import { tenantBase } from '../api/tenant-base.ts';
import { go } from '../ui/router.ts';
import { CancelMessage } from './cancel-message.tsx';
import { toldDraft } from './send-draft.ts';
import { isCancelable } from './words.ts';

type Props = { message: Message; onChanged: () => Promise<void> };

/** Taking it back while nothing has left; sending it anew only where that doubles nothing. */
export const MessageActions = ({ message, onChanged }: Props) => {
  const { device, to, text, safe_to_retry: isSafe } = message;
  if (!isCancelable(message) && !isSafe) return null;
  const sendAgain = () =>
    go(`${tenantBase(location).path}${pages.send}`, { state: toldDraft({ device, to: to ?? '', text: text ?? '' }) });
  return (
    <div className="actions">
      {isCancelable(message) && <CancelMessage message={message} onCanceled={onChanged} />}
      {isSafe && (
        <>
          <button type="button" className="quiet" onClick={sendAgain}>
            Send it again
          </button>
          <span className="faint">Nothing of it has left. It becomes a new message, which you can still change.</span>
        </>
      )}
    </div>
  );
};
