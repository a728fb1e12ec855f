import type { Event } from '@parley/contract';
import { useCallback, useRef, useState } from 'react';
import type { Trouble } from '../api/call.ts';
import type { PageAnswer } from '../api/use-pages.ts';
import { useLive } from './use-live.ts';

export type LiveList<Item> = { items: Item[]; nextCursor: string | null; problem: Trouble | null };

export type AskPage<Item> = (page: { limit: number; cursor?: string }) => Promise<PageAnswer<Item>>;

/**
 * A list from its beginning, as long as was asked for, and as it is now. Both functions must stay the same from one
 * drawing to the next; where `askPage` is another one, the list is another one, too.
 */
export const useLiveList = <Item>(askPage: AskPage<Item>, isAbout: (event: Event) => boolean) => {
  const wanted = useRef(step);
  const last = useRef<LiveList<Item>>({ items: [], nextCursor: null, problem: null });
  const [isLoadingMore, setIsLoadingMore] = useState(false);
  const load = useCallback(async () => {
    last.current = await listUpTo(askPage, wanted.current, last.current);
    return last.current;
  }, [askPage]);
  const { value: listed, isLive, refresh } = useLive(load, isAbout);
  const loadMore = async () => {
    wanted.current += step;
    setIsLoadingMore(true);
    await refresh();
    setIsLoadingMore(false);
  };
  return { listed, isLive, refresh, loadMore, isLoadingMore };
};

/** All of it anew, page by page; or, where that is refused, what there was before and why. */
const listUpTo = async <Item>(
  askPage: AskPage<Item>,
  count: number,
  before: LiveList<Item>,
): Promise<LiveList<Item>> => {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const limit = Math.min(pageMax, count - items.length);
    const answer: PageAnswer<Item> = await askPage({ limit, ...(cursor !== null && { cursor }) });
    if (!answer.ok) return { ...before, problem: answer.problem };
    items.push(...answer.value.data);
    cursor = answer.value.next_cursor;
  } while (cursor !== null && items.length < count);
  return { items, nextCursor: cursor, problem: null };
};

const step = 50;
const pageMax = 200;
