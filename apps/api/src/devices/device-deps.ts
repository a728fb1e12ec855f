import type { Dispatch, Signals } from '@parley/coordination';
import type { Store } from '@parley/store';
import type { Waits } from '../events/waits.ts';
import type { IsHeld } from './is-held.ts';
import type { SandboxPhones } from './sandbox-phones.ts';

/** What operations of devices work with. */
export type DeviceDeps = {
  store: Store;
  dispatch: Dispatch;
  signals: Signals;
  waits: Waits;
  isHeld: IsHeld;
  /** OUTBOUND_ALLOW: each `host:port` may be a proxy though it is in our own network. */
  allowProxies: readonly string[];
  /** Null where there is no sandbox. */
  phones: SandboxPhones | null;
};
