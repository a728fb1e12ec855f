import { listTokens, type Token } from '@parley/contract';
import { ask } from '../api/ask.ts';
import { usePages } from '../api/use-pages.ts';

/** The tenant's tokens, page by page, and kept true as they are created, regenerated and revoked here. */
export const useTokens = () => {
  const { change, ...pages } = usePages<Token>(askFrom);
  return {
    ...pages,
    add: (token: Token) => change((tokens) => [token, ...tokens]),
    replace: (token: Token) => change((tokens) => tokens.map((each) => (each.id === token.id ? token : each))),
    remove: (token: Token) => change((tokens) => tokens.filter(({ id }) => id !== token.id)),
  };
};

const askFrom = (cursor: string | null) => ask(listTokens, cursor === null ? {} : { cursor });
