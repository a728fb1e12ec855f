import type { Message } from '@parley/contract';
import { stepsOf } from './steps.ts';

/** How far a message has come, at a glance: what WhatsApp has said is filled in, the rest is still open. */
export const Progress = ({ message }: { message: Message }) => (
  <ol className="progress" aria-label="How far it has come">
    {stepsOf(message).map(({ name, at, is }) => (
      <li key={name} className={is}>
        <span className="unseen">{is === 'done' ? 'Done: ' : is === 'lost' ? 'Not reached: ' : 'Not yet: '}</span>
        <strong>{name}</strong>
        <span className="faint">
          {at !== null && (
            <time dateTime={at}>{new Date(at).toLocaleTimeString(undefined, { timeStyle: 'short' })}</time>
          )}
        </span>
      </li>
    ))}
  </ol>
);
