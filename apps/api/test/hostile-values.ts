import { newId } from '@parley/contract';

/** What a browser says of a page that is not ours. */
export const foreignPages: readonly Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://localhost:8080.evil.example' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
];

/** What a malformed id may look like. None of it is the code of a link either, nor an address. */
export const malformed = [
  'x',
  'tok_',
  `tok_${'u'.repeat(26)}`,
  `tok_${'8'.repeat(26)}`,
  newId('evt'),
  newId('tok').toUpperCase(),
  `${newId('tok')}0`,
  ` ${newId('mem')}`,
  '../../account',
  '%00',
  "' or true --",
  '\u{1f512}',
  'x'.repeat(300),
  '{}',
];

/** What no field is meant for. The first cannot even be written in a path: it is no Unicode. */
export const nonsense = [
  '\ud800',
  null,
  -1,
  1e30,
  true,
  '',
  '\0',
  'a\0b',
  'x'.repeat(10_000),
  [],
  [null],
  ['\0'],
  {},
  { a: 1 },
];
