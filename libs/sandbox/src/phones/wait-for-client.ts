import type { Network } from '../network.ts';
import { Refused } from '../refused.ts';
import type { Linking } from './linkings.ts';

/** How long a phone waits for a word of the client that it links. */
const patienceMs = 30_000;

/** Asks a client that is being linked and waits for what it says. Refused where it goes away or stays silent, so that
 * nobody who links a device ever waits for good. */
export const waitForClient = <Heard>(
  network: Network,
  { gone }: Linking,
  ask: (hear: (what: Heard) => void) => void,
): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const over = new AbortController();
    const giveUp = (why: string) => (): void => {
      over.abort();
      reject(new Refused(why));
    };
    const callOff = network.clock.after(patienceMs, giveUp('the client did not answer its phone in time'));
    over.signal.addEventListener('abort', callOff);
    const leave = giveUp('the client went away before it was linked');
    if (gone.aborted) return leave();
    gone.addEventListener('abort', leave, { signal: over.signal });
    ask((what) => {
      over.abort();
      resolve(what);
    });
  });
