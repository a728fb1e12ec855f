import { Note } from '../ui/note.tsx';
import type { Trouble } from './call.ts';

type Props = {
  problem: Trouble | null;
  /** The fields that say by themselves what is wrong with them. */
  fields?: readonly string[];
  onAgain?: () => void;
};

/** Why it did not work and what to do; nothing where the fields have said it. */
export const ProblemNote = ({ problem, fields = [], onAgain }: Props) => {
  if (problem === null || isSaidByFields(problem, fields)) return null;
  const { message, action, code, request_id: requestId } = problem;
  return (
    <Note kind="bad">
      <p>
        <strong>{message}</strong> {action}
      </p>
      {code === 'internal' && requestId && <p className="faint">Request id: {requestId}</p>}
      {onAgain && (
        <button type="button" className="quiet" onClick={onAgain}>
          Try again
        </button>
      )}
    </Note>
  );
};

const isSaidByFields = ({ code, errors = {} }: Trouble, fields: readonly string[]): boolean =>
  code === 'input_invalid' &&
  Object.keys(errors).every((name) => fields.some((field) => name === field || name.startsWith(`${field}.`)));
