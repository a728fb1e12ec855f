import { useCallback, useEffect, useState } from 'react';
import type { Trouble } from './call.ts';

export type PageAnswer<Item> =
  | { ok: true; value: { data: Item[]; next_cursor: string | null } }
  | { ok: false; problem: Trouble };

/**
 * A list, page by page, each as it was when it was asked for: the first one at once, another when it is asked for.
 * `askFrom` must stay the same function from one drawing to the next.
 */
export const usePages = <Item>(askFrom: (cursor: string | null) => Promise<PageAnswer<Item>>) => {
  const [listed, setListed] = useState<{ items: Item[]; nextCursor: string | null } | null>(null);
  const [problem, setProblem] = useState<Trouble | null>(null);

  const take = useCallback((answer: PageAnswer<Item>, cursor: string | null) => {
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    const { data, next_cursor: nextCursor } = answer.value;
    setListed((before) => ({ items: cursor === null ? data : [...(before?.items ?? []), ...data], nextCursor }));
  }, []);
  useEffect(() => void askFrom(null).then((answer) => take(answer, null)), [askFrom, take]);

  return {
    listed,
    problem,
    /** The page that begins at a cursor; the first one anew where that is null. */
    load: async (cursor: string | null) => take(await askFrom(cursor), cursor),
    /** What is known here to be another now. */
    change: (to: (items: Item[]) => Item[]) => setListed((before) => before && { ...before, items: to(before.items) }),
  };
};
