import { type compatStatuses as operation, deviceWords, type ResultOf, yes } from '@parley/contract';
import type { Caller } from '../callers/caller.ts';
import type { DeviceDeps } from '../devices/device-deps.ts';
import { list } from '../devices/list-devices.ts';

type Answered = Extract<ResultOf<typeof operation>, { ok: true }>['value'];

/** All devices at once, as many as a plan has: these programs know no pages. */
export const listStatuses = async (deps: DeviceDeps, caller: Caller): Promise<ResultOf<typeof operation>> => {
  const data: Answered['data'] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await list(deps, caller, { limit: 200, ...(cursor !== undefined && { cursor }) });
    if (!page.ok) return page;
    for (const { id, state } of page.value.data) data.push({ device: id, message: deviceWords[state] });
    cursor = page.value.next_cursor;
  }
  return yes({ success: true, data });
};
