import { enter } from '../groups/change-members.ts';
import { revokeInvite } from '../groups/change-words.ts';
import { askToJoin, sendAway } from '../groups/join-requests.ts';
import { phoneJidOf } from '../groups/to-group-node.ts';
import { secondsNow } from '../network.ts';
import { groupServer, lidServer, toJid } from '../wire/jid.ts';
import { childrenOf, getAttribute, getChild, node } from '../wire/node.ts';
import { forPeopleIn } from './group-people.ts';
import { getGroup, getGroupAsAdmin, getInvited } from './group-permissions.ts';
import { type QueryHandler, Refusal } from './handler.ts';

/** Takes the link of a group back, for an admin; or comes in by it. */
const invite: QueryHandler = {
  name: 'group-invite-change',
  xmlns: 'w:g2',
  type: 'set',
  child: 'invite',
  answer: (network, { account }, iq) => {
    if (iq.attrs['to'] === `@${groupServer}`) {
      const group = getInvited(network, getChild(iq, 'invite').attrs['code']);
      if (group.members.has(account.lid)) throw new Refusal(409, 'conflict');
      if (group.isJoinApproved) askToJoin(network, group, account);
      else enter(network, group, account);
      return [node('group', { jid: group.id })];
    }
    const group = getGroupAsAdmin(network, { account, iq });
    revokeInvite(network, group, account.lid);
    return [node('invite', { code: group.inviteCode })];
  },
};

/** Comes in by a personal invite. */
const accept: QueryHandler = {
  name: 'group-invitation-accept',
  xmlns: 'w:g2',
  type: 'set',
  child: 'accept',
  answer: (network, { account }, iq) => {
    const group = getGroup(network, iq);
    const said = getChild(iq, 'accept');
    const invitation = group.invitations.get(account.lid);
    const inviter = network.directory.findByJid(getAttribute(said, 'admin'));
    if (invitation === undefined || invitation.code !== said.attrs['code'] || invitation.by !== inviter?.lid)
      throw new Refusal(406, 'not-acceptable');
    if (invitation.expiresAt < secondsNow(network)) throw new Refusal(410, 'gone');
    enter(network, group, account);
    return [];
  },
};

/** An admin takes personal invites back. */
const revoke: QueryHandler = {
  name: 'group-invitation-revoke',
  xmlns: 'w:g2',
  type: 'set',
  child: 'revoke',
  answer: (network, { account }, iq) => {
    const group = getGroupAsAdmin(network, { account, iq });
    const people = forPeopleIn(network, getChild(iq, 'revoke'), (named) =>
      named.map(({ lid }) => ({ lid, code: group.invitations.delete(lid) ? 200 : 404 })),
    );
    return [node('revoke', {}, people)];
  },
};

/** Who waits to be let in. */
const requests: QueryHandler = {
  name: 'group-requests',
  xmlns: 'w:g2',
  type: 'get',
  child: 'membership_approval_requests',
  answer: (network, { account }, iq) => {
    const group = getGroupAsAdmin(network, { account, iq });
    const waiting = [...group.requests].map(([lid, at]) =>
      node('membership_approval_request', {
        jid: toJid(lid, lidServer),
        phone_number: phoneJidOf(network, lid),
        request_method: 'invite_link',
        request_time: at,
      }),
    );
    return [node('membership_approval_requests', {}, waiting)];
  },
};

/** An admin lets people in, or does not. */
const decide: QueryHandler = {
  name: 'group-requests-action',
  xmlns: 'w:g2',
  type: 'set',
  child: 'membership_requests_action',
  answer: (network, { account }, iq) => {
    const group = getGroupAsAdmin(network, { account, iq });
    const said = getChild(iq, 'membership_requests_action');
    const verdict = childrenOf(said)[0];
    if (verdict === undefined || (verdict.tag !== 'approve' && verdict.tag !== 'reject'))
      throw new Refusal(400, 'bad-request');
    const people = forPeopleIn(network, verdict, (named) =>
      named.map((person) => {
        const { lid } = person;
        if (!group.requests.has(lid)) return { lid, code: 404 };
        if (verdict.tag === 'approve') enter(network, group, person);
        else sendAway(network, group, { by: account, person });
        return { lid, code: 200 };
      }),
    );
    return [node('membership_requests_action', {}, [node(verdict.tag, {}, people)])];
  },
};

export const groupInvites: readonly QueryHandler[] = [invite, accept, revoke, requests, decide];
