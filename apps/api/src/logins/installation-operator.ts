import type { Member } from '@parley/contract';

/**
 * Those who run the installation are members of any tenant whose address is listed. Anybody may sign up with any
 * address, so it counts only once a mailed link has shown that they receive mail there.
 */
export const isInstallationOperator = (
  { email, is_email_verified }: Pick<Member, 'email' | 'is_email_verified'>,
  operatorEmails: readonly string[],
): boolean => is_email_verified && operatorEmails.includes(email);
