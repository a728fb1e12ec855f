import type { Connection } from '../connections/connection.ts';
import type { Account } from '../directory/account.ts';
import { addMembers, type Outcome, removeMembers, setRole } from '../groups/change-members.ts';
import { createGroup } from '../groups/create-group.ts';
import type { Group } from '../groups/group.ts';
import { toGroupNode } from '../groups/to-group-node.ts';
import type { Network } from '../network.ts';
import { childrenOf, findChild, getAttribute, getChild, node } from '../wire/node.ts';
import { checkLength, longestSubject } from './check-length.ts';
import { forPeopleIn, namedIn, peopleOf, toParticipants } from './group-people.ts';
import { getGroupAsMember, isAdmin } from './group-permissions.ts';
import { notUnderstood, type QueryHandler, Refusal } from './handler.ts';

/** Communities are not part of this network: a client that wants one does not know where it is. */
const noCommunities = (network: Network, connection: Connection): Refusal =>
  notUnderstood(network, connection, 'a client speaks of communities');

/** A client makes a group. */
const create: QueryHandler = {
  name: 'group-create',
  xmlns: 'w:g2',
  type: 'set',
  child: 'create',
  answer: (network, { account, connection }, iq) => {
    const said = getChild(iq, 'create');
    if (findChild(said, 'parent') ?? findChild(said, 'linked_parent')) throw noCommunities(network, connection);
    const subject = checkLength(getAttribute(said, 'subject'), longestSubject);
    const named = namedIn(network, said);
    const { group, outcomes } = createGroup(network, { creator: account, subject, members: peopleOf(named) });
    const made = toGroupNode(network, group);
    const refused = toParticipants(network, named, outcomes).filter(({ attrs }) => attrs['error'] !== undefined);
    return [node('group', made.attrs, [...childrenOf(made), ...refused])];
  },
};

/** A client leaves groups. */
const leave: QueryHandler = {
  name: 'group-leave',
  xmlns: 'w:g2',
  type: 'set',
  child: 'leave',
  answer: (network, { account, connection }, iq) => {
    const left = childrenOf(getChild(iq, 'leave'), 'group').map((said) => {
      const id = getAttribute(said, 'id');
      const group = network.groups.find(id);
      if (group === undefined || !group.members.has(account.lid)) return node('group', { id, error: 404 });
      removeMembers(network, group, { by: account, people: [account] });
      return node('group', { id });
    });
    if (left.length === 0) throw noCommunities(network, connection);
    return [node('leave', {}, left)];
  },
};

type Change = (network: Network, group: Group, change: { by: Account; people: Account[] }) => Outcome[];

/** An admin changes who is in a group, or what they may do there. */
const change = (tag: string, act: Change): QueryHandler => ({
  name: `group-${tag}`,
  xmlns: 'w:g2',
  type: 'set',
  child: tag,
  answer: (network, { account }, iq) => {
    const group = getGroupAsMember(network, { account, iq });
    const isForAll = tag === 'add' && group.memberAddMode === 'all_member_add';
    if (!isForAll && !isAdmin(group, account)) throw new Refusal(401, 'not-authorized');
    return [
      node(
        tag,
        {},
        forPeopleIn(network, getChild(iq, tag), (people) => act(network, group, { by: account, people })),
      ),
    ];
  },
});

export const groupMembership: readonly QueryHandler[] = [
  create,
  leave,
  change('add', addMembers),
  change('remove', removeMembers),
  change('promote', (network, group, { by, people }) => setRole(network, group, { by, people, role: 'admin' })),
  change('demote', (network, group, { by, people }) => setRole(network, group, { by, people, role: 'member' })),
];
