import { toGroupNode } from '../groups/to-group-node.ts';
import { groupServer } from '../wire/jid.ts';
import { getChild, node } from '../wire/node.ts';
import { getGroupAsAdmin, getGroupAsMember, getInvited } from './group-permissions.ts';
import type { QueryHandler } from './handler.ts';

/** What a group is, for a member. */
const query: QueryHandler = {
  name: 'group-query',
  xmlns: 'w:g2',
  type: 'get',
  child: 'query',
  answer: (network, { account }, iq) => [toGroupNode(network, getGroupAsMember(network, { account, iq }))],
};

/** Every group the account is in. */
const participating: QueryHandler = {
  name: 'groups-participating',
  xmlns: 'w:g2',
  type: 'get',
  child: 'participating',
  answer: (network, { account }) => [
    node(
      'groups',
      {},
      network.groups.of(account.lid).map((group) => toGroupNode(network, group)),
    ),
  ],
};

/** The code of a group's link, for an admin; or what a group is, for whoever has its code. */
const invite: QueryHandler = {
  name: 'group-invite',
  xmlns: 'w:g2',
  type: 'get',
  child: 'invite',
  answer: (network, { account }, iq) => {
    if (iq.attrs['to'] === `@${groupServer}`)
      return [toGroupNode(network, getInvited(network, getChild(iq, 'invite').attrs['code']))];
    return [node('invite', { code: getGroupAsAdmin(network, { account, iq }).inviteCode })];
  },
};

export const groupQueries: readonly QueryHandler[] = [query, participating, invite];
