import type { ControlCall } from './call.ts';
import { contactPresenceCalls } from './contact-presence.ts';
import { contactCalls } from './contacts.ts';
import { conversationCalls } from './conversations.ts';
import { groupCalls } from './groups.ts';
import { faultCalls } from './faults.ts';
import { networkCalls } from './network.ts';
import { phoneActCalls } from './phone-acts.ts';
import { phoneCalls } from './phones.ts';
import { snapshotCalls } from './snapshot.ts';

/** Every call of the control API. */
export const calls: readonly ControlCall[] = [
  ...networkCalls,
  ...faultCalls,
  ...phoneCalls,
  ...phoneActCalls,
  ...contactCalls,
  ...contactPresenceCalls,
  ...groupCalls,
  ...conversationCalls,
  ...snapshotCalls,
];
