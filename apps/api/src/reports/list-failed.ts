import { type FailedNumber, type InputOf, type listFailedNumbers, type ResultOf, yes } from '@parley/contract';
import type { Store } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { messageReachOf } from '../callers/reach-of.ts';

type Asked = InputOf<typeof listFailedNumbers> & { format: 'json' | 'csv' };

/** A page; or all there are from the cursor on, of which one page is in memory at a time, each in a transaction of its own. */
export const listFailed = async (
  store: Store,
  caller: Caller,
  { format, ...asked }: Asked,
): Promise<ResultOf<typeof listFailedNumbers>> => {
  const { limit, cursor } = format === 'csv' ? { ...asked, limit: readAtOnce } : asked;
  const read = (from: string | undefined) =>
    store.forTenant(caller.tenantId, ({ reports }) =>
      reports.failedNumbers({ ...asked, limit, cursor: from }, messageReachOf(caller)),
    );
  const first = await read(cursor);
  if (!first.ok || format === 'json') return first;

  const rows = async function* (): AsyncIterable<FailedNumber> {
    let page = first.value;
    yield* page.data;
    while (page.next_cursor !== null) {
      const next = await read(page.next_cursor);
      // The device may have been deleted meanwhile: what is left of it is nothing.
      if (!next.ok) return;
      page = next.value;
      yield* page.data;
    }
  };
  return yes(rows());
};

const readAtOnce = 500;
