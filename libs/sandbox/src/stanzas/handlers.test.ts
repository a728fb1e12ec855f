import { expect, it } from 'vitest';
import { queries, stanzas } from './handlers.ts';

const twice = (words: readonly string[]): string[] => words.filter((word, at) => words.indexOf(word) !== at);

it('has one handler for each question, and one name for each handler', () => {
  expect(twice(queries.map(({ name }) => name))).toEqual([]);
  expect(twice(queries.map(({ xmlns, type, child }) => `${xmlns} ${type} ${child}`))).toEqual([]);
  expect(twice(stanzas.map(({ tag }) => tag))).toEqual([]);
});

it('leaves no question to the order of its handlers: who takes any child stands behind those who take one', () => {
  const byKind = Map.groupBy(queries, ({ xmlns, type }) => `${xmlns} ${type}`);
  const misplaced = [...byKind].filter(([, kind]) => kind.slice(0, -1).some(({ child }) => child === undefined));
  expect(misplaced.map(([key]) => key)).toEqual([]);
});
