import { Refused } from '../refused.ts';
import { call, type ControlCall } from './call.ts';
import { nothing } from './shapes.ts';

export const snapshotCalls: readonly ControlCall[] = [
  call({
    method: 'POST',
    path: '/snapshot',
    body: nothing,
    answer: ({ save }) => {
      if (save === null) throw new Refused('this sandbox was started without a file for snapshots');
      save();
      return { ok: true };
    },
  }),
];
