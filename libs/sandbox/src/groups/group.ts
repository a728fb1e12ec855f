import type { Picture } from '../people/profile.ts';

export type Role = 'member' | 'admin' | 'superadmin';

/** A group as the service knows it. Who is meant is always said by LID. */
export type Group = {
  /** Its jid. */
  id: string;
  creator: string;
  /** Seconds since 1970, as everything here. */
  createdAt: number;
  subject: { text: string; by: string; at: number };
  description: { id: string; text: string; by: string; at: number } | null;
  /** By LID, in the order in which they came. */
  members: Map<string, Role>;
  /** Whether only admins may write. */
  isAnnouncement: boolean;
  /** Whether only admins may change what the group is called and about. */
  isLocked: boolean;
  /** After how many seconds what is written disappears; 0 for never. */
  ephemeralSeconds: number;
  memberAddMode: 'admin_add' | 'all_member_add';
  /** Whether an admin has to let in who comes by the invite link. */
  isJoinApproved: boolean;
  /** Who waits to be let in, and since when. */
  requests: Map<string, number>;
  inviteCode: string;
  /** Codes that were good once. */
  revokedCodes: Set<string>;
  /** Invites to one person each, for somebody who may not simply be added: by LID of the invited. */
  invitations: Map<string, { code: string; expiresAt: number; by: string }>;
  picture: Picture | null;
};
