import { getAttribute, getChild, bytesOf, MalformedStanza, node, type WireNode } from '../wire/node.ts';
import type { Group } from './group.ts';

/** One switch of a group. */
export type Setting = {
  /** The tag that turns it, and that tells of it. */
  tag: string;
  /** Whether every member may turn it while the group is not locked. */
  isForMembers: boolean;
  /** Turns it, and answers what the members are told. */
  turn: (group: Group, said: WireNode) => WireNode;
};

/** A switch that is its tag and nothing more. */
const plain = (tag: string, turn: (group: Group) => void): Setting => ({
  tag,
  isForMembers: false,
  turn: (group) => {
    turn(group);
    return node(tag);
  },
});

const ephemeral = (tag: string, secondsOf: (said: WireNode) => number): Setting => ({
  tag,
  isForMembers: true,
  turn: (group, said) => {
    const seconds = secondsOf(said);
    if (!Number.isSafeInteger(seconds) || seconds < 0) throw new MalformedStanza(`<${tag}> needs a time in seconds`);
    group.ephemeralSeconds = seconds;
    return node(tag, { expiration: seconds === 0 ? undefined : seconds });
  },
});

const memberAddMode: Setting = {
  tag: 'member_add_mode',
  isForMembers: false,
  turn: (group, said) => {
    const mode = bytesOf(said).toString();
    if (mode !== 'admin_add' && mode !== 'all_member_add') throw new MalformedStanza('no such member_add_mode');
    group.memberAddMode = mode;
    return node('member_add_mode', {}, Buffer.from(mode));
  },
};

const joinApproval: Setting = {
  tag: 'membership_approval_mode',
  isForMembers: false,
  turn: (group, said) => {
    const state = getAttribute(getChild(said, 'group_join'), 'state');
    group.isJoinApproved = state === 'on';
    return node('membership_approval_mode', {}, [node('group_join', { state })]);
  },
};

/** Every switch a group has. */
export const settings: readonly Setting[] = [
  plain('announcement', (group) => void (group.isAnnouncement = true)),
  plain('not_announcement', (group) => void (group.isAnnouncement = false)),
  plain('locked', (group) => void (group.isLocked = true)),
  plain('unlocked', (group) => void (group.isLocked = false)),
  ephemeral('ephemeral', (said) => Number(getAttribute(said, 'expiration'))),
  ephemeral('not_ephemeral', () => 0),
  memberAddMode,
  joinApproval,
];
