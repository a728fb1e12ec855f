import { ack } from './ack.ts';
import { active } from './active.ts';
import { appState } from './app-state.ts';
import { blocklist } from './blocklist.ts';
import { call } from './call.ts';
import { chatstate } from './chatstate.ts';
import { groupInvites } from './group-invites.ts';
import { groupMembership } from './group-membership.ts';
import { groupQueries } from './group-queries.ts';
import { groupSettings } from './group-settings.ts';
import type { QueryHandler, StanzaHandler } from './handler.ts';
import { housekeeping } from './housekeeping.ts';
import { ib } from './ib.ts';
import { mediaConn } from './media-conn.ts';
import { message } from './message.ts';
import { mex } from './mex.ts';
import { prekeyUpload } from './prekey-upload.ts';
import { prekeys } from './prekeys.ts';
import { presence } from './presence.ts';
import { privacy } from './privacy.ts';
import { profile } from './profile.ts';
import { profilePicture } from './profile-picture.ts';
import { receipt } from './receipt.ts';
import { removeCompanion } from './remove-companion.ts';
import { usync } from './usync.ts';

/** Every question the network can answer. */
export const queries: readonly QueryHandler[] = [
  ...housekeeping,
  active,
  appState,
  ...prekeys,
  ...prekeyUpload,
  removeCompanion,
  usync,
  ...blocklist,
  ...privacy,
  ...profile,
  ...profilePicture,
  mex,
  ...groupQueries,
  ...groupMembership,
  ...groupInvites,
  ...groupSettings,
  mediaConn,
];

/** Every other stanza it takes. */
export const stanzas: readonly StanzaHandler[] = [message, receipt, ack, presence, chatstate, call, ib];
