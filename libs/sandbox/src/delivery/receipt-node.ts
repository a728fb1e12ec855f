import { node, type WireNode } from '../wire/node.ts';

type Head = Record<string, string | number | undefined>;

/** A receipt for one message or for several; the first stands for all in its head. */
export const receiptNode = ([id, ...more]: readonly string[], head: Head): WireNode => {
  const items = more.map((other) => node('item', { id: other }));
  return node('receipt', { id, ...head }, items.length === 0 ? undefined : [node('list', {}, items)]);
};
