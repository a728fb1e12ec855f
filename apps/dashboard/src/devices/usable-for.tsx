import { useSecondsUntil } from '../ui/use-seconds-until.ts';

/**
 * Counts down to the next code. Not read aloud each second. What has run out by this browser's clock, which may be
 * wrong, is still shown until the next one is there.
 */
export const UsableFor = ({ expiresAt }: { expiresAt: string }) => {
  const seconds = useSecondsUntil(expiresAt);
  return (
    <p className="faint" role="timer">
      {seconds > 0
        ? `The next one comes in ${seconds} s. For some minutes there is always another.`
        : 'The next one is on its way …'}
    </p>
  );
};
