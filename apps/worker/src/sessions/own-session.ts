import { pause } from '@parley/runtime';
import type { HeldDevice } from '@parley/store';
import type { Linking, Session, SessionEvent } from '@parley/whatsapp';
import { type ConditionEvent, isOpen } from './apply-event.ts';
import type { DeviceLog } from './device-log.ts';

/** The session of a device: made when it is first needed, and anew where the device goes through another proxy. */
export type OwnSession = {
  find: () => Session | null;
  /** Whether it is connected, connects or shows codes. */
  isLiving: () => boolean;
  /** Why it connects, if it does so now. */
  nextReason: () => 'starting' | 'reconnecting';
  /** Whether it goes through the proxy that the device has now; one that was not made yet will. */
  suits: (device: HeldDevice) => boolean;
  /** Connects, or begins linking, as somebody wished. */
  open: (device: HeldDevice, wished?: { wishId: string; linking: Linking }) => void;
  /** The wish to be linked that it was opened for, until it is connected. */
  linkWish: () => string | null;
  hangUp: () => Promise<void>;
  /** Hangs up; what is opened next goes through the proxy that the device has then. */
  drop: () => Promise<void>;
  /** Keeps the log, or none, as the device says. */
  keepLog: (device: HeldDevice) => void;
  /**
   * Takes the device off its phone's list, for which it has to be connected, and forgets its keys, whether the phone
   * could be told or not: that is what it answers. Throws, and leaves the keys, once `closing` is aborted. Nobody hears
   * of what the session goes through meanwhile.
   */
  unlink: (device: HeldDevice, until: { closing: AbortSignal; limitMs: number }) => Promise<boolean>;
};

type Options = {
  make: (own: { proxy: string | null; tell: (event: SessionEvent) => void }) => Session;
  hear: (event: SessionEvent) => void;
  log: DeviceLog;
};

export const createOwnSession = ({ make, hear, log }: Options): OwnSession => {
  let made: { session: Session; proxy: string | null; isLogged: boolean; wasOpen: boolean } | null = null;
  let isLiving = false;
  let linkWish: string | null = null;
  let hearLeaving: ((event: SessionEvent) => void) | null = null;

  const tell = (event: SessionEvent): void => {
    if (event.kind === 'condition') isLiving = event.next === 'none';
    // What somebody wrote is worth keeping whatever becomes of the device.
    if (event.kind === 'message') hear(event);
    else (hearLeaving ?? hear)(event);
    if (event.kind === 'condition' && isOpen(event)) linkWish = null;
  };

  const get = ({ proxy, isLogged }: HeldDevice) => {
    if (made === null || made.proxy !== proxy) {
      const session = make({ proxy, tell });
      if (isLogged) session.logRaw(log.hear);
      made = { session, proxy, isLogged, wasOpen: false };
    }
    return made;
  };

  const hangUp = async (): Promise<void> => {
    isLiving = false;
    linkWish = null;
    await made?.session.close();
  };

  /** Tries until it is open, or that can be of no use any more. Whether the phone knows already. */
  const reachPhone = async (session: Session, signal: AbortSignal): Promise<boolean> => {
    while (!signal.aborted && !session.health().isOpen) {
      const { promise, resolve } = Promise.withResolvers<ConditionEvent | null>();
      hearLeaving = (event) => {
        if (event.kind === 'condition' && (event.next !== 'none' || isOpen(event))) resolve(event);
      };
      signal.addEventListener('abort', () => resolve(null), { once: true });
      session.open();
      const event = await promise;
      if (event?.condition.reason === 'removed_on_phone') return true;
      if (event?.next === 'wait_for_person') return false;
      if (event !== null && event.next !== 'none') await pause(betweenMs, signal);
    }
    return false;
  };

  return {
    find: () => made?.session ?? null,
    isLiving: () => isLiving,
    nextReason: () => (made?.wasOpen === true ? 'reconnecting' : 'starting'),
    suits: ({ proxy }) => made === null || made.proxy === proxy,
    open: (device, wished) => {
      const one = get(device);
      one.wasOpen = true;
      isLiving = true;
      linkWish = wished?.wishId ?? null;
      one.session.open(wished?.linking);
    },
    linkWish: () => linkWish,
    hangUp,
    drop: async () => {
      await hangUp();
      made = null;
    },
    keepLog: ({ isLogged }) => {
      if (made === null || made.isLogged === isLogged) return;
      made.isLogged = isLogged;
      made.session.logRaw(isLogged ? log.hear : null);
      if (!isLogged) log.stop();
    },
    unlink: async (device, { closing, limitMs }) => {
      const { session } = get(device);
      hearLeaving = () => {};
      try {
        const isKnown = await reachPhone(session, AbortSignal.any([closing, AbortSignal.timeout(limitMs)]));
        closing.throwIfAborted();
        return (await session.unlink()) || isKnown;
      } finally {
        hearLeaving = null;
        isLiving = false;
      }
    },
  };
};

const betweenMs = 500;
