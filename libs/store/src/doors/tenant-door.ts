import type {
  changeSettings as changeOperation,
  InputOf,
  DeviceRef,
  InvitationId,
  listDevices as listDevicesOperation,
  LoginId,
  listAudit as listAuditOperation,
  listMessages as listMessagesOperation,
  listPlans as listOperation,
  listTokens as listTokensOperation,
  MemberId,
  MessageId,
  Role,
  TokenId,
} from '@parley/contract';
import { chainRecords } from '../audit/chain-records.ts';
import { type Asked, checkChain } from '../audit/check-chain.ts';
import { readChainEnd } from '../audit/chain-end.ts';
import { listRecords } from '../audit/list-records.ts';
import { type Place, readOn } from '../audit/read-on.ts';
import { findBalance } from '../balances/find-balance.ts';
import { findUsage, type UsageAsked } from '../balances/find-usage.ts';
import { acceptBatch, type BatchAccepting } from '../batches/accept-batch.ts';
import { findBatch, type SoughtBatch } from '../batches/batch.ts';
import { cancelBatch } from '../batches/cancel-batch.ts';
import { addDevice, type NewDevice } from '../devices/add-device.ts';
import { changeDevice, type DeviceChange } from '../devices/change-device.ts';
import { deleteDevice } from '../devices/delete-device.ts';
import { findDevice } from '../devices/device.ts';
import { listDevices } from '../devices/list-devices.ts';
import { listLog } from '../devices/list-log.ts';
import type { Reach } from '../devices/reach.ts';
import { type NewWish, wishDevice } from '../devices/wish-device.ts';
import { type FeedAsked, readEvents } from '../events/read-events.ts';
import { bindKey, type KeptAnswer, keepAnswer, type KeyedRequest } from '../idempotency/bind-key.ts';
import { type Accepting, acceptMessages } from '../messages/accept-messages.ts';
import { cancelMessage } from '../messages/cancel-message.ts';
import { listMessages } from '../messages/list-messages.ts';
import { findMessage, type MessageReach, type SoughtMessage } from '../messages/message.ts';
import { readTimeline } from '../messages/read-timeline.ts';
import { expireMessages } from '../messages/expire-messages.ts';
import { type FailedNumbersAsked, listFailedNumbers } from '../messages/list-failed-numbers.ts';
import { pruneMessages } from '../messages/prune-messages.ts';
import { verifyEmail } from '../emails/verify-email.ts';
import { acceptInvitation } from '../invitations/accept-invitation.ts';
import { createInvitation } from '../invitations/create-invitation.ts';
import { findInvitation } from '../invitations/invitation.ts';
import { listInvitations } from '../invitations/list-invitations.ts';
import { withdrawInvitation } from '../invitations/withdraw-invitation.ts';
import { closeLogin, closeLogins } from '../logins/close-login.ts';
import { openLogin, openLoginByPassword } from '../logins/open-login.ts';
import { verifyLogin } from '../logins/verify-login.ts';
import { createCode } from '../mailed-codes/create-code.ts';
import type { CodePurpose } from '../mailed-codes/mailed-code-row.ts';
import { addMember, type NewMember } from '../members/add-member.ts';
import { changeMember } from '../members/change-member.ts';
import { changePassword, type PasswordChange } from '../passwords/change-password.ts';
import { listMembers } from '../members/list-members.ts';
import { findMember, findMemberByEmail, findPasswordHash, hasOwnPassword, holdMember } from '../members/member.ts';
import { removeMember } from '../members/remove-member.ts';
import { resetPassword } from '../passwords/reset-password.ts';
import { listPlans } from '../plans/list-plans.ts';
import type { Presented } from '../secrets/secret.ts';
import { getAccount } from '../tenants/account.ts';
import { changeSettings } from '../tenants/change-settings.ts';
import { getSettings } from '../tenants/settings.ts';
import { createToken, type NewToken } from '../tokens/create-token.ts';
import { listTokens } from '../tokens/list-tokens.ts';
import { regenerateToken } from '../tokens/regenerate-token.ts';
import { revokeToken } from '../tokens/revoke-token.ts';
import { holdToken } from '../tokens/token.ts';
import { verifyToken } from '../tokens/verify-token.ts';
import type { CallerScope, TenantScope } from './transaction.ts';

type Page = InputOf<typeof listTokensOperation>;

export type TenantStore = ReturnType<typeof tenantStore>;

/**
 * All that can be looked at in a tenant's transaction, and what the house keeps by itself, for which nobody has to
 * answer: when a token or a login was last used, and the place of each record in its chain.
 */
export const tenantStore = (scope: TenantScope) => ({
  tenant: {
    account: () => getAccount(scope),
    settings: () => getSettings(scope),
  },
  audit: {
    list: (page: InputOf<typeof listAuditOperation>) => listRecords(scope, page),
    readOn: (page: { after: Place | null; limit: number }) => readOn(scope, page),
    chainEnd: () => readChainEnd(scope),
    checkChain: (asked: Asked) => checkChain(scope, asked),
    /** Housekeeping: it changes nothing that anybody wrote. */
    chain: (limit: number) => chainRecords(scope, limit),
  },
  devices: {
    find: (ref: DeviceRef, reach: Reach) => findDevice(scope, ref, reach),
    list: (page: InputOf<typeof listDevicesOperation>, reach: Reach) => listDevices(scope, page, reach),
    listLog: (asked: Parameters<typeof listLog>[1]) => listLog(scope, asked),
  },
  events: {
    read: (asked: FeedAsked) => readEvents(scope, asked),
  },
  messages: {
    find: (sought: SoughtMessage, reach: MessageReach) => findMessage(scope, sought, reach),
    list: (asked: InputOf<typeof listMessagesOperation>, reach: MessageReach) => listMessages(scope, asked, reach),
    timeline: (id: MessageId) => readTimeline(scope, id),
    /** Housekeeping, both: a message ends by its own time, and is kept for as long as the plan says. */
    expire: (limit: number) => expireMessages(scope, limit),
    prune: (limit: number) => pruneMessages(scope, limit),
  },
  batches: {
    find: (sought: SoughtBatch, reach: MessageReach) => findBatch(scope, sought, reach),
  },
  reports: {
    balance: (ref: DeviceRef, reach: Reach) => findBalance(scope, ref, reach),
    usage: (asked: UsageAsked, reach: Reach) => findUsage(scope, asked, reach),
    failedNumbers: (asked: FailedNumbersAsked, reach: MessageReach) => listFailedNumbers(scope, asked, reach),
  },
  plans: {
    list: (page: InputOf<typeof listOperation>) => listPlans(scope.sql, page),
  },
  members: {
    find: (id: MemberId) => findMember(scope, id),
    passwordHash: (id: MemberId) => findPasswordHash(scope, id),
    hasOwnPassword: (id: MemberId) => hasOwnPassword(scope, id),
    findByEmail: (email: string) => findMemberByEmail(scope, email),
    list: (page: Page) => listMembers(scope, page),
  },
  invitations: {
    find: (by: { id: InvitationId } | { email: string }) => findInvitation(scope, by),
    list: (page: Page) => listInvitations(scope, page),
  },
  logins: {
    verify: (presented: Presented<'login'>) => verifyLogin(scope, presented),
  },
  tokens: {
    list: (page: Page) => listTokens(scope, page),
    verify: (presented: Presented<'live' | 'test'>) => verifyToken(scope, presented),
  },
});

export type CallerStore = ReturnType<typeof callerStore>;

/** And all that can be done in it by somebody, whom the audit log will name. */
export const callerStore = (scope: CallerScope) => {
  const { tenant, devices, messages, batches, members, invitations, logins, tokens, ...rest } = tenantStore(scope);
  return {
    ...rest,
    /** Nothing of this transaction is to be kept, nor told, though what it came to is answered. */
    undo: scope.undo,
    idempotency: {
      bind: (asked: KeyedRequest, reach: Reach) => bindKey(scope, asked, reach),
      keep: (key: string, kept: KeptAnswer) => keepAnswer(scope, key, kept),
    },
    tenant: {
      ...tenant,
      changeSettings: (change: InputOf<typeof changeOperation>) => changeSettings(scope, change),
    },
    devices: {
      ...devices,
      add: (device: NewDevice) => addDevice(scope, device),
      change: (change: DeviceChange, reach: Reach) => changeDevice(scope, change, reach),
      wish: (wish: NewWish, reach: Reach) => wishDevice(scope, wish, reach),
      delete: (ref: DeviceRef, reach: Reach) => deleteDevice(scope, ref, reach),
    },
    messages: {
      ...messages,
      accept: (accepting: Accepting, reach: Reach) => acceptMessages(scope, accepting, reach),
      cancel: (sought: SoughtMessage, reach: MessageReach) => cancelMessage(scope, sought, reach),
    },
    batches: {
      ...batches,
      accept: (accepting: BatchAccepting, reach: Reach) => acceptBatch(scope, accepting, reach),
      cancel: (sought: SoughtBatch, reach: MessageReach) => cancelBatch(scope, sought, reach),
    },
    members: {
      ...members,
      hold: (id: MemberId) => holdMember(scope, id),
      add: (member: NewMember) => addMember(scope, member),
      change: (change: { id: MemberId; role: Role }) => changeMember(scope, change),
      remove: (id: MemberId) => removeMember(scope, id),
      changePassword: (change: PasswordChange) => changePassword(scope, change),
      /** Makes the code of a mailed link; it comes back by `verifyEmail` or `resetPassword`. */
      createCode: (code: { memberId: MemberId; purpose: CodePurpose }) => createCode(scope, code),
      verifyEmail: (brought: { presented: Presented<'code'>; memberId: MemberId }) => verifyEmail(scope, brought),
      resetPassword: (reset: { presented: Presented<'code'>; passwordHash: string }) => resetPassword(scope, reset),
    },
    invitations: {
      ...invitations,
      create: (invitation: { email: string; role: Role }) => createInvitation(scope, invitation),
      withdraw: (id: InvitationId) => withdrawInvitation(scope, id),
      accept: (accepted: { presented: Presented<'invite'>; passwordHash: string }) => acceptInvitation(scope, accepted),
    },
    logins: {
      ...logins,
      open: (memberId: MemberId) => openLogin(scope, memberId),
      openByPassword: (by: { memberId: MemberId; passwordHash: string }) => openLoginByPassword(scope, by),
      close: (id: LoginId) => closeLogin(scope, id),
      closeAll: (of: { memberId: MemberId; except?: LoginId }) => closeLogins(scope, of),
    },
    tokens: {
      ...tokens,
      /** Finds a token about which something is to be decided: nobody else changes it until the end of the transaction. */
      hold: (id: TokenId) => holdToken(scope, id),
      create: (token: NewToken) => createToken(scope, token),
      regenerate: (id: TokenId) => regenerateToken(scope, id),
      revoke: (id: TokenId) => revokeToken(scope, id),
    },
  };
};
