import type { DeviceCondition } from '@parley/contract';
import type { HeldDevice } from '@parley/store';
import type { Vault } from '@parley/whatsapp';
import type { Journal } from './journal.ts';
import type { OwnSession } from './own-session.ts';
import type { Recovery } from './recovery.ts';
import type { RecoveryTimes } from './recovery-times.ts';
import type { Reopening } from './reopening.ts';
import type { Want } from './wants.ts';

/** What people can wish of a device, and how it is fulfilled. Each can be begun again from anywhere: whoever did it may
 * have died in the middle. */
export type Wishes = {
  link: (device: HeldDevice, want: Extract<Want, { kind: 'link' }>) => Promise<void>;
  unlink: (device: HeldDevice, wishId: string) => Promise<void>;
  stop: (device: HeldDevice, wishId: string) => Promise<void>;
  restart: (device: HeldDevice, wishId: string) => Promise<void>;
  purge: (device: HeldDevice) => Promise<void>;
  /** The number it was linked to is another device's of the tenant: it is taken off that phone's list again. */
  giveNumberBack: (device: HeldDevice) => Promise<void>;
};

type Options = {
  own: OwnSession;
  journal: Journal;
  reopening: Reopening;
  recovery: Recovery;
  vault: Vault;
  closing: AbortSignal;
  times: Pick<RecoveryTimes, 'linkingMs' | 'farewellMs'>;
  restFromSending: () => Promise<void>;
  hangUp: () => Promise<void>;
  deleteRow: () => Promise<void>;
};

export const createWishes = (options: Options): Wishes => {
  const { own, journal, reopening, recovery, vault, closing, times, restFromSending, deleteRow } = options;

  const hangUp = async (): Promise<void> => {
    await restFromSending();
    await options.hangUp();
  };

  /** The phone is told over the connection there is, or over one that is opened for it: a person waits for that, so that
   * it takes no turn. */
  const sayFarewell = async (device: HeldDevice): Promise<void> => {
    const hasKeys = (await vault.findCreds()) !== null;
    if (!hasKeys) return hangUp();
    reopening.callOff();
    recovery.away();
    await restFromSending();
    const isTold = await own.unlink(device, { closing, limitMs: times.farewellMs });
    if (!isTold) journal.took('forget_keys', 'phone_not_told');
  };

  /** Who was scanned in this very moment is on a phone's list already. */
  const endLinking = async (device: HeldDevice, wishId: string): Promise<void> => {
    await sayFarewell(device);
    if (device.state === 'logged_out') journal.fulfilled(wishId);
    else journal.became(linkStopped, { fulfils: wishId });
  };

  return {
    link: async (device, { wishId, askedAt, linking }) => {
      if (device.isLinked) return journal.fulfilled(wishId);
      const isBegun = own.linkWish() === wishId;
      const isAtWork = own.isLiving() || reopening.isResting();
      if (isBegun && isAtWork && own.suits(device)) return;
      await hangUp();
      if (Date.now() - askedAt.getTime() >= times.linkingMs) return journal.became(linkRanOut, { fulfils: wishId });
      if (!isBegun) reopening.forget();
      if (!closing.aborted) own.open(device, { wishId, linking });
    },
    unlink: async (device, wishId) => {
      if (!device.isLinked) return endLinking(device, wishId);
      await sayFarewell(device);
      journal.became(unlinked, { fulfils: wishId });
    },
    stop: async (device, wishId) => {
      if (!device.isLinked) return endLinking(device, wishId);
      await hangUp();
      journal.became(stopped, { fulfils: wishId });
    },
    restart: async (device, wishId) => {
      await hangUp();
      recovery.forget();
      reopening.forget();
      if (!device.isLinked) return journal.fulfilled(wishId);
      journal.became({ state: 'connecting', reason: own.nextReason() }, { fulfils: wishId });
      // It takes its turn like any other: many may be restarted at once.
      reopening.rest(0);
    },
    purge: async (device) => {
      await sayFarewell(device);
      await journal.caughtUp();
      await deleteRow();
    },
    giveNumberBack: async (device) => {
      const fulfils = device.wish?.kind === 'link' ? device.wish.id : null;
      await sayFarewell(device);
      journal.became(numberTaken, { fulfils });
    },
  };
};

const unlinked: DeviceCondition = { state: 'logged_out', reason: 'unlinked_by_you' };
const stopped: DeviceCondition = { state: 'stopped', reason: 'stopped_by_you' };
const linkStopped: DeviceCondition = { state: 'not_started', reason: 'link_stopped' };
const linkRanOut: DeviceCondition = { state: 'not_started', reason: 'link_ran_out' };
const numberTaken: DeviceCondition = { state: 'logged_out', reason: 'device_number_taken' };
