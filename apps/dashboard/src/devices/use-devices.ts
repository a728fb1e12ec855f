import { type Device, type Event, listDevices } from '@parley/contract';
import { ask } from '../api/ask.ts';
import { type AskPage, useLiveList } from '../events/use-live-list.ts';
import { useUntilFulfilled } from './use-until-fulfilled.ts';

/** The tenant's devices, as many as were asked for, and as they are now. */
export const useDevices = () => {
  const list = useLiveList(askPage, isAboutDevices);
  useUntilFulfilled(list.listed?.items ?? [], list.refresh);
  return list;
};

const askPage: AskPage<Device> = (page) => ask(listDevices, page);

/** What becomes of a device's messages does not change the device. */
const isAboutDevices = ({ type }: Event): boolean => type.startsWith('device.');
