import type { Account } from '../directory/account.ts';
import type { Group } from '../groups/group.ts';
import type { Network } from '../network.ts';
import { getAttribute, type WireNode } from '../wire/node.ts';
import { Refusal } from './handler.ts';

/** What a question about a group is about, and who asks. */
type Question = { account: Account; iq: WireNode };

/** The group that a question is put to; 404 where there is none. */
export const getGroup = (network: Network, iq: WireNode): Group => {
  const group = network.groups.find(getAttribute(iq, 'to'));
  if (group === undefined) throw new Refusal(404, 'item-not-found');
  return group;
};

/** The same, for members alone; 403 for anybody else. */
export const getGroupAsMember = (network: Network, { account, iq }: Question): Group => {
  const group = getGroup(network, iq);
  if (!group.members.has(account.lid)) throw new Refusal(403, 'forbidden');
  return group;
};

/** The same, for admins alone; 401 for other members. */
export const getGroupAsAdmin = (network: Network, question: Question): Group => {
  const group = getGroupAsMember(network, question);
  if (!isAdmin(group, question.account)) throw new Refusal(401, 'not-authorized');
  return group;
};

/** The same, for whoever may change what the group is called and about. */
export const getGroupAsEditor = (network: Network, question: Question): Group => {
  const group = getGroupAsMember(network, question);
  return group.isLocked ? getGroupAsAdmin(network, question) : group;
};

/** The group that an invite code is good for: 406 where it never was, 410 where it no longer is. */
export const getInvited = ({ groups }: Network, code = ''): Group => {
  const group = groups.findByInviteCode(code);
  if (group !== undefined) return group;
  throw groups.wasRevoked(code) ? new Refusal(410, 'gone') : new Refusal(406, 'not-acceptable');
};

export const isAdmin = (group: Group, { lid }: Account): boolean => (group.members.get(lid) ?? 'member') !== 'member';
