import { type Network, secondsNow } from '../network.ts';
import { node } from '../wire/node.ts';
import type { Group } from './group.ts';
import { newInviteCode } from './new-invite-code.ts';
import { notifyMembers } from './notify-members.ts';

/** Gives a group another name; `by` is the LID of whoever does. */
export const setSubject = (network: Network, group: Group, { by, text }: { by: string; text: string }): void => {
  const at = secondsNow(network);
  group.subject = { text, by, at };
  notifyMembers(network, group, { by, change: node('subject', { subject: text, s_t: at }) });
};

/** Says what a group is about; null takes the words away. */
export const setDescription = (
  network: Network,
  group: Group,
  { by, description }: { by: string; description: { id: string; text: string } | null },
): void => {
  group.description = description && { ...description, by, at: secondsNow(network) };
  const change =
    description === null
      ? node('description', { delete: 'true' })
      : node('description', { id: description.id }, [node('body', {}, Buffer.from(description.text))]);
  notifyMembers(network, group, { by, change });
};

/** Replaces the invite link, so that the old one is good for nothing. */
export const revokeInvite = (network: Network, group: Group, by: string): void => {
  group.revokedCodes.add(group.inviteCode);
  group.inviteCode = newInviteCode();
  notifyMembers(network, group, { by, change: node('invite', { code: group.inviteCode }) });
};
