import type { Account } from '../directory/account.ts';
import { type Network, secondsNow } from '../network.ts';
import { node } from '../wire/node.ts';
import type { Group } from './group.ts';
import { notifyMembers } from './notify-members.ts';
import { toParticipant } from './to-group-node.ts';

/** Somebody came by the link of a group where an admin has to let people in, and waits for that; the admins hear. */
export const askToJoin = (network: Network, group: Group, { lid }: Account): void => {
  group.requests.set(lid, secondsNow(network));
  const change = node('created_membership_requests', { request_method: 'invite_link' }, [toParticipant(network, lid)]);
  notifyMembers(network, group, { by: lid, change, to: adminsOf(group) });
};

/** An admin does not let somebody in who waits; that person hears too. */
export const sendAway = (network: Network, group: Group, { by, person }: { by: Account; person: Account }): void => {
  group.requests.delete(person.lid);
  const change = node('revoked_membership_requests', {}, [toParticipant(network, person.lid)]);
  notifyMembers(network, group, { by: by.lid, change, to: [...adminsOf(group), person.lid] });
};

const adminsOf = ({ members }: Group): string[] => [...members.keys()].filter((lid) => members.get(lid) !== 'member');
