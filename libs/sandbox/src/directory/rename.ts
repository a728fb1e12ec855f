import type { Account } from './account.ts';

/** Of a name, in characters. It goes with everything that somebody writes. */
const longestName = 100;

/** Somebody calls itself something else; of what is too long to be a name, the beginning stands. */
export const rename = (account: Account, name: string): void => {
  account.name = Array.from(name.slice(0, 2 * longestName))
    .slice(0, longestName)
    .join('');
};
