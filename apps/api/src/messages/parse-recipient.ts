import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Caller } from '../callers/caller.ts';
import { policyFaults } from '../callers/policy.ts';
import { refuse } from '../http/refuse.ts';

/**
 * The digits by which a number that a caller wrote is known everywhere: `+49 (0)151 …` is 49151…. Null for what has no
 * country, or is too short or too long for its country. Whether somebody has it is WhatsApp's to say.
 */
export const parseRecipient = (to: string): string | null => {
  const parsed = parsePhoneNumberFromString(to.replace(mexicanMobile, '+52'));
  return parsed?.isPossible() === true ? parsed.number.slice(1) : null;
};

/** Until 2019 they had a 1 there, and on WhatsApp most are still written with it. It finds them without, too. */
const mexicanMobile = /^\+521(?=\d{10}$)/;

/** A caller who is narrowed to chats may not reach another by a way of writing it. */
export const holdRecipient = ({ policy }: Caller, digits: string): void => {
  const faults = policyFaults(policy, { chats: [`+${digits}`] });
  if (faults.length > 0) refuse({ code: 'scope_missing', errors: { policy: faults } });
};
