import { type compatFailedNumbers as operation, type InputOf, type ResultOf, yes } from '@parley/contract';
import type { Store } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { messageReachOf } from '../callers/reach-of.ts';

/** All at once, since these programs know no pages; where there are too many for that, the answer says so. */
export const listFailedNumbers = async (
  store: Store,
  caller: Caller,
  asked: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const found = await store.forTenant(caller.tenantId, ({ reports }) =>
    reports.failedNumbers({ ...asked, limit: shownMax }, messageReachOf(caller)),
  );
  if (!found.ok) return found;
  const data = found.value.data.map(({ number, date, reason, message_id, device }) => ({
    number: number?.slice(1) ?? null,
    date,
    reason,
    message_id,
    device,
  }));
  if (found.value.next_cursor === null) return yes({ success: true, data });
  return yes({ success: true, message: `The newest ${shownMax} are shown; ask for fewer days to see others.`, data });
};

const shownMax = 10_000;
