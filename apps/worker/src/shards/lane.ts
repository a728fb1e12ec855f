import type { DeviceId } from '@parley/contract';
import type { DeviceToTend } from '@parley/store';

/** Devices that are to be looked at, so many at once, in the order they came. One that waits already is not put in
 * again: however often a sweep comes, nothing piles up. */
export type Lane = {
  add: (device: DeviceToTend) => void;
  /** For how long nothing has come to its end though something waits; 0 while nothing does. */
  stuckMs: () => number;
};

type Options = {
  atOnce: number;
  /** Never rejects. */
  look: (device: DeviceToTend) => Promise<void>;
  now?: () => number;
};

export const createLane = ({ atOnce, look, now = () => performance.now() }: Options): Lane => {
  const waiting = new Map<DeviceId, DeviceToTend>();
  const inHand = new Set<DeviceId>();
  let movedAt = now();

  const takeNext = (): void => {
    for (const [id, device] of waiting) {
      if (inHand.size >= atOnce) return;
      waiting.delete(id);
      inHand.add(id);
      void look(device).finally(() => {
        inHand.delete(id);
        movedAt = now();
        takeNext();
      });
    }
  };

  return {
    add: (device) => {
      if (waiting.has(device.deviceId) || inHand.has(device.deviceId)) return;
      if (inHand.size === 0) movedAt = now();
      waiting.set(device.deviceId, device);
      takeNext();
    },
    stuckMs: () => (inHand.size === 0 ? 0 : now() - movedAt),
  };
};
