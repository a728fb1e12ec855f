import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { Refused } from '../refused.ts';
import { groupServer, parseJid } from '../wire/jid.ts';

/** Why an account may not write to a group, as the code of the refusal; null where it may, or where it is no group. */
export const refusalInGroup = (network: Network, { lid }: Account, to: string): number | null => {
  if (parseJid(to).server !== groupServer) return null;
  const group = network.groups.find(to);
  if (group === undefined) return 404;
  const role = group.members.get(lid);
  if (role === undefined) return 403;
  return group.isAnnouncement && role === 'member' ? 401 : null;
};

const reasons: ReadonlyMap<number, string> = new Map([
  [404, 'there is no such group'],
  [403, 'only members may write to this group'],
  [401, 'only admins may write to this group'],
]);

/** The same, told to whoever writes in somebody's name. */
export const checkMayWrite = (network: Network, account: Account, to: string): void => {
  const code = refusalInGroup(network, account, to);
  if (code !== null) throw new Refused(reasons.get(code) ?? `this group refuses it with ${code}`);
};
