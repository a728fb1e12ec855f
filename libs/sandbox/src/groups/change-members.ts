import { randomBytes } from 'node:crypto';
import type { Account } from '../directory/account.ts';
import { type Network, secondsNow } from '../network.ts';
import { maySee } from '../people/may-see.ts';
import { node } from '../wire/node.ts';
import type { Group, Role } from './group.ts';
import { notifyMembers } from './notify-members.ts';
import { toGroupNode, toParticipant } from './to-group-node.ts';

/** What became of one person in a change: 200, or why it did not happen. */
export type Outcome = {
  lid: string;
  code: number;
  /** A personal invite in its place, where the person does not let itself be added. */
  invitation?: { code: string; expiresAt: number };
};

type By = { by: Account; people: readonly Account[] };

/** How long a personal invite is good. */
const invitationSeconds = 3 * 24 * 60 * 60;

/** Adds people, and tells those who are new of the group and the others of those who are new. */
export const addMembers = (network: Network, group: Group, { by, people }: By): Outcome[] => {
  const before = [...group.members.keys()];
  const outcomes = people.map((member) => addMember(network, group, { by, member }));
  const added = lidsOf(outcomes);
  if (added.length === 0) return outcomes;
  const participants = added.map((lid) => toParticipant(network, lid));
  notifyMembers(network, group, { by: by.lid, change: node('add', {}, participants), to: before });
  notifyMembers(network, group, {
    by: by.lid,
    change: node('create', {}, [toGroupNode(network, group)]),
    to: added,
  });
  return outcomes;
};

/** Puts one person in, where that may be, and tells nobody. */
export const addMember = (
  network: Network,
  group: Group,
  { by, member }: { by: Account; member: Account },
): Outcome => {
  const { lid } = member;
  if (!member.isOnWhatsApp) return { lid, code: 404 };
  if (group.members.has(lid)) return { lid, code: 409 };
  if (!maySee(by, { whose: member, setting: 'groupadd' })) {
    const invitation = { code: randomBytes(8).toString('hex'), expiresAt: secondsNow(network) + invitationSeconds };
    group.invitations.set(lid, { ...invitation, by: by.lid });
    return { lid, code: 403, invitation };
  }
  join(group, lid);
  return { lid, code: 200 };
};

/** Somebody who came by an invite, or was let in, is a member now. */
export const enter = (network: Network, group: Group, { lid }: Account): void => {
  const before = [...group.members.keys()];
  join(group, lid);
  const change = node('add', { reason: 'invite' }, [toParticipant(network, lid)]);
  notifyMembers(network, group, { by: lid, change, to: before });
  notifyMembers(network, group, {
    by: lid,
    change: node('create', { reason: 'invite' }, [toGroupNode(network, group)]),
    to: [lid],
  });
};

const join = (group: Group, lid: string): void => {
  group.members.set(lid, 'member');
  group.requests.delete(lid);
  group.invitations.delete(lid);
};

/** Takes people out; whoever takes out only itself has left. Those who are out are told as well. */
export const removeMembers = (network: Network, group: Group, { by, people }: By): Outcome[] => {
  const before = [...group.members.keys()];
  const outcomes = people.map((person) => ({
    lid: person.lid,
    code: removeMember(group, { by, person }),
  }));
  const gone = lidsOf(outcomes);
  if (gone.length === 0) return outcomes;
  const change = node(
    'remove',
    {},
    gone.map((lid) => toParticipant(network, lid)),
  );
  notifyMembers(network, group, { by: by.lid, change, to: before });
  handOver(network, group);
  return outcomes;
};

/** Whoever made a group is taken out by nobody else. */
const removeMember = ({ members }: Group, { by, person }: { by: Account; person: Account }): number => {
  if (person !== by && members.get(person.lid) === 'superadmin') return 403;
  return members.delete(person.lid) ? 200 : 404;
};

/** A group that has lost its last admin makes one of whoever has been there longest. */
const handOver = (network: Network, group: Group): void => {
  const [eldest] = group.members.keys();
  if (eldest === undefined || [...group.members.values()].some((role) => role !== 'member')) return;
  group.members.set(eldest, 'admin');
  const change = node('promote', {}, [toParticipant(network, eldest, group)]);
  notifyMembers(network, group, { by: eldest, change });
};

/** Makes admins of members, or members of admins. Whoever made the group stays what it is. */
export const setRole = (
  network: Network,
  group: Group,
  { by, people, role }: By & { role: Exclude<Role, 'superadmin'> },
): Outcome[] => {
  const outcomes = people.map(({ lid }) => {
    const current = group.members.get(lid);
    if (current === undefined) return { lid, code: 404 };
    if (current === 'superadmin') return { lid, code: 403 };
    group.members.set(lid, role);
    return { lid, code: 200 };
  });
  const changed = lidsOf(outcomes);
  if (changed.length === 0) return outcomes;
  const change = node(
    role === 'admin' ? 'promote' : 'demote',
    {},
    changed.map((lid) => toParticipant(network, lid, group)),
  );
  notifyMembers(network, group, { by: by.lid, change });
  return outcomes;
};

const lidsOf = (outcomes: readonly Outcome[]): string[] =>
  outcomes.filter(({ code }) => code === 200).map(({ lid }) => lid);
