import { listTokens, type Token } from '@parley/contract';
import { useCallback, useEffect, useState } from 'react';
import { ask } from '../api/ask.ts';
import type { Answer, Trouble } from '../api/call.ts';

/** The tenant's tokens, page by page, and kept true as they are created, regenerated and revoked here. */
export const useTokens = () => {
  const [listed, setListed] = useState<{ tokens: Token[]; nextCursor: string | null } | null>(null);
  const [problem, setProblem] = useState<Trouble | null>(null);

  const take = useCallback((answer: Answer<typeof listTokens>, cursor: string | null) => {
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    const { data, next_cursor: nextCursor } = answer.value;
    setListed((before) => ({ tokens: cursor === null ? data : [...(before?.tokens ?? []), ...data], nextCursor }));
  }, []);
  useEffect(() => void askFrom(null).then((answer) => take(answer, null)), [take]);

  const change = (to: (tokens: Token[]) => Token[]) =>
    setListed((before) => before && { ...before, tokens: to(before.tokens) });
  return {
    listed,
    problem,
    /** The page that begins at a cursor; the first one where that is null. */
    load: async (cursor: string | null) => take(await askFrom(cursor), cursor),
    add: (token: Token) => change((tokens) => [token, ...tokens]),
    replace: (token: Token) => change((tokens) => tokens.map((each) => (each.id === token.id ? token : each))),
    remove: (token: Token) => change((tokens) => tokens.filter(({ id }) => id !== token.id)),
  };
};

const askFrom = (cursor: string | null) => ask(listTokens, cursor === null ? {} : { cursor });
