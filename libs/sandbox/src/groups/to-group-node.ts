import type { Network } from '../network.ts';
import { lidServer, parseJid, phoneServer, toJid } from '../wire/jid.ts';
import { node, type WireNode } from '../wire/node.ts';
import type { Group } from './group.ts';

/** A group as stanzas tell of it. */
export const toGroupNode = (network: Network, group: Group): WireNode => {
  const { subject, description, members } = group;
  return node(
    'group',
    {
      id: parseJid(group.id).user,
      addressing_mode: 'lid',
      creator: toJid(group.creator, lidServer),
      creator_pn: phoneJidOf(network, group.creator),
      creation: group.createdAt,
      subject: subject.text,
      s_o: toJid(subject.by, lidServer),
      s_o_pn: phoneJidOf(network, subject.by),
      s_t: subject.at,
      size: members.size,
    },
    [
      ...[...members.keys()].map((lid) => toParticipant(network, lid, group)),
      ...(description === null
        ? []
        : [
            node(
              'description',
              {
                id: description.id,
                t: description.at,
                participant: toJid(description.by, lidServer),
                participant_pn: phoneJidOf(network, description.by),
              },
              [node('body', {}, Buffer.from(description.text))],
            ),
          ]),
      ...(group.isAnnouncement ? [node('announcement')] : []),
      ...(group.isLocked ? [node('locked')] : []),
      ...(group.ephemeralSeconds > 0 ? [node('ephemeral', { expiration: group.ephemeralSeconds })] : []),
      node('member_add_mode', {}, Buffer.from(group.memberAddMode)),
      ...(group.isJoinApproved ? [node('membership_approval_mode', {}, [node('group_join', { state: 'on' })])] : []),
    ],
  );
};

/** One person in a group; the role is told where the group is given. */
export const toParticipant = (network: Network, lid: string, group?: Group): WireNode => {
  const role = group?.members.get(lid) ?? 'member';
  return node('participant', {
    jid: toJid(lid, lidServer),
    phone_number: phoneJidOf(network, lid),
    type: role === 'member' ? undefined : role,
  });
};

/** The jid by phone number of whoever has this LID. */
export const phoneJidOf = ({ directory }: Network, lid: string): string | undefined => {
  const account = directory.findByLid(lid);
  return account && toJid(account.phone, phoneServer);
};
