import type { Device } from '@parley/contract';
import { useState } from 'react';
import { Note } from '../ui/note.tsx';
import { waysOf } from './words.ts';

/** Said to whoever saw the device being linked on this page, and to nobody else. */
export const JustLinked = ({ device }: { device: Device }) => {
  const [before, setBefore] = useState<Seen>('nothing');
  const seen = seenNow(before, device);
  if (seen !== before) setBefore(seen);
  return (
    seen === 'linked' && (
      <Note kind="good">
        <p>
          <strong>Linked{device.phone !== null && ` to ${device.phone}`}.</strong> It connects by itself from now on;
          nobody needs to keep this page open.
        </p>
      </Note>
    )
  );
};

/** What this page has seen of the device's linking: nothing, that it was not linked, or that it became so. */
type Seen = 'nothing' | 'unlinked' | 'linked';

const seenNow = (before: Seen, device: Device): Seen => {
  const { canLink, isLinking } = waysOf(device);
  if (canLink || isLinking) return 'unlinked';
  if (device.state === 'connected') return before === 'nothing' ? 'nothing' : 'linked';
  return before === 'linked' ? 'nothing' : before;
};
