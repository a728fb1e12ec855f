import { type Device, type Event, listDevices } from '@parley/contract';
import { useCallback, useRef, useState } from 'react';
import { ask } from '../api/ask.ts';
import type { Answer, Trouble } from '../api/call.ts';
import { useLive } from '../events/use-live.ts';
import { useUntilFulfilled } from './use-until-fulfilled.ts';

type Listed = { devices: Device[]; nextCursor: string | null; problem: Trouble | null };

/** The tenant's devices, as many as were asked for, and as they are now. */
export const useDevices = () => {
  const wanted = useRef(step);
  const last = useRef<Listed>(nothing);
  const [isLoadingMore, setIsLoadingMore] = useState(false);
  const load = useCallback(async () => {
    last.current = await listUpTo(wanted.current, last.current);
    return last.current;
  }, []);
  const { value: listed, isLive, refresh } = useLive(load, isAboutDevices);
  useUntilFulfilled(listed?.devices ?? [], refresh);
  const loadMore = async () => {
    wanted.current += step;
    setIsLoadingMore(true);
    await refresh();
    setIsLoadingMore(false);
  };
  return { listed, isLive, refresh, loadMore, isLoadingMore };
};

/** All of them anew, page by page; or, where that is refused, what there was before and why. */
const listUpTo = async (count: number, before: Listed): Promise<Listed> => {
  const devices: Device[] = [];
  let cursor: string | null = null;
  do {
    const limit = Math.min(pageMax, count - devices.length);
    const answer: Answer<typeof listDevices> = await ask(listDevices, { limit, ...(cursor !== null && { cursor }) });
    if (!answer.ok) return { ...before, problem: answer.problem };
    devices.push(...answer.value.data);
    cursor = answer.value.next_cursor;
  } while (cursor !== null && devices.length < count);
  return { devices, nextCursor: cursor, problem: null };
};

const isAboutDevices = (event: Event): boolean => event.device !== null;

const nothing: Listed = { devices: [], nextCursor: null, problem: null };
const step = 50;
const pageMax = 200;
