import type { Account } from '../directory/account.ts';
import { type Network, secondsNow } from '../network.ts';
import { node } from '../wire/node.ts';
import { addMember, type Outcome } from './change-members.ts';
import type { Group } from './group.ts';
import { newInviteCode } from './new-invite-code.ts';
import { notifyMembers } from './notify-members.ts';
import { toGroupNode } from './to-group-node.ts';

type NewGroup = { creator: Account; subject: string; members: readonly Account[] };

/** A new group; who makes it is its superadmin. Answers what became of each member that was wished for. */
export const createGroup = (
  network: Network,
  { creator, subject, members }: NewGroup,
): { group: Group; outcomes: Outcome[] } => {
  const at = secondsNow(network);
  const group: Group = {
    id: network.groups.newId(),
    creator: creator.lid,
    createdAt: at,
    subject: { text: subject, by: creator.lid, at },
    description: null,
    members: new Map([[creator.lid, 'superadmin']]),
    isAnnouncement: false,
    isLocked: false,
    ephemeralSeconds: 0,
    memberAddMode: 'admin_add',
    isJoinApproved: false,
    requests: new Map(),
    inviteCode: newInviteCode(),
    revokedCodes: new Set(),
    invitations: new Map(),
    picture: null,
  };
  network.groups.add(group);
  const wished = members.filter((member) => member !== creator);
  const outcomes = wished.map((member) => addMember(network, group, { by: creator, member }));
  notifyMembers(network, group, {
    by: creator.lid,
    change: node('create', { type: 'new' }, [toGroupNode(network, group)]),
  });
  return { group, outcomes };
};
