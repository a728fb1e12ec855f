import type { Account } from '../directory/account.ts';
import type { Shown } from './shown.ts';

/** Whether a message on somebody's telephone came from another and nobody has read it yet, on the telephone or on a
 * linked device. What only changes an earlier message is nothing to read. */
export const isUnread = ({ phone }: Account, { from, isRead, target }: Shown): boolean =>
  from !== phone && isRead !== true && target === undefined;
