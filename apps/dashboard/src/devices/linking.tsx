import { banNotice, type Device, linkDevice } from '@parley/contract';
import { ProblemNote } from '../api/problem-note.tsx';
import { useAsk } from '../api/use-ask.ts';
import { Note } from '../ui/note.tsx';
import { CancelLinking } from './cancel-linking.tsx';
import { LinkForm } from './link-form.tsx';
import { LinkInProgress } from './link-in-progress.tsx';
import { waysOf } from './words.ts';

type Props = { device: Device; onAsked: () => Promise<void> };

/** From what to know about the risk, and the choice of a way, to the picture or the code that links the device. */
export const Linking = ({ device, onAsked }: Props) => {
  // Kept here, where it outlives the form: what is refused may be so after the linking has begun.
  const asking = useAsk(linkDevice);
  const { canLink, isLinking } = waysOf(device);
  if (!canLink && !isLinking) return null;
  const form = <LinkForm device={device} asking={asking} onAsked={onAsked} />;
  return (
    <section className="sheet" aria-labelledby="linking">
      <h2 id="linking">{device.link?.code ? 'Enter this code on the phone' : 'Link it to a number'}</h2>
      {canLink && device.network === 'live' && (
        <Note kind="quiet">
          <p>
            <strong>Before you link.</strong> {banNotice}
          </p>
        </Note>
      )}
      <ProblemNote problem={asking.problem} fields={['phone']} />
      {canLink ? form : <LinkInProgress device={device} otherWay={form} />}
      {device.wish === 'link' && <CancelLinking device={device} onAsked={onAsked} />}
    </section>
  );
};
