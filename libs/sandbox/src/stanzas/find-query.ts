import { findChild, type WireNode } from '../wire/node.ts';
import type { QueryHandler } from './handler.ts';
import { queries } from './handlers.ts';

const keyOf = (xmlns: string | undefined, type: string | undefined): string => `${xmlns} ${type}`;

const byKey = Map.groupBy(queries, ({ xmlns, type }) => keyOf(xmlns, type));

/** Whoever answers this question. Clients send their statistics without a type. */
export const findQuery = (iq: WireNode): QueryHandler | undefined =>
  byKey
    .get(keyOf(iq.attrs['xmlns'], iq.attrs['type'] ?? 'set'))
    ?.find(({ child }) => child === undefined || findChild(iq, child) !== undefined);
