import type { Operation, OperationName, operations, RequestOf } from '@parley/contract';
import { testPassword } from './secrets-at-rest.ts';
import type { Side, Things } from './every-operation.world.ts';

type Named<N extends OperationName> = Extract<(typeof operations)[number], { name: N }>;

/** What the test of every operation cannot read from an operation's declaration. */
export type Row<O extends Operation = Operation> = {
  /** What it is asked, so that it succeeds. Called anew for each time it shall. */
  input(side: Side): RequestOf<O>;
  /** The fields by which a caller names a thing, and what thing that is. */
  names?: { [F in keyof RequestOf<O>]?: keyof Things };
  /** The device for which somebody has to be there who holds its shard, so that it succeeds. */
  holds?: 'device' | 'linkedDevice';
  /** What a success leaves in the audit log; a read leaves nothing. */
  records?: readonly string[];
};

/** A row for each operation: one that has none does not compile, and fails the test. */
export const rows: { [N in OperationName]: Row<Named<N>> } = {
  'account.signUp': {
    input: ({ fresh }) => ({ tenant: fresh.name, email: fresh.email, password: testPassword }),
    records: ['tenant.created', 'email.link_sent', 'login.opened'],
  },
  'account.get': { input: () => ({}) },
  // Its log goes with the tenant.
  'account.delete': { input: ({ tenant }) => ({ confirm: tenant.name }), records: [] },
  'plans.list': { input: () => ({}) },
  'settings.get': { input: () => ({}) },
  'settings.change': { input: ({ fresh }) => ({ time_zone: fresh.timeZone }), records: ['settings.changed'] },
  'login.open': {
    input: ({ things }) => ({ email: things.email, password: testPassword }),
    names: { email: 'email' },
    records: ['login.opened'],
  },
  'login.close': { input: () => ({}), records: ['login.closed'] },
  'login.closeAll': { input: () => ({}), records: ['login.all_closed'] },
  'me.get': { input: () => ({}) },
  'email.verify': {
    input: ({ things }) => ({ code: things.verifyCode }),
    names: { code: 'verifyCode' },
    records: ['email.verified'],
  },
  'email.sendLink': { input: () => ({}), records: ['email.link_sent'] },
  'password.change': {
    input: () => ({ current_password: testPassword, new_password: `${testPassword} 2` }),
    records: ['password.changed'],
  },
  'password.forget': {
    input: ({ things }) => ({ email: things.email }),
    names: { email: 'email' },
    records: ['password.forgotten'],
  },
  'password.reset': {
    input: ({ things }) => ({ code: things.resetCode, new_password: `${testPassword} 2` }),
    names: { code: 'resetCode' },
    records: ['password.reset'],
  },
  'members.list': { input: () => ({}) },
  'members.add': {
    input: ({ fresh }) => ({ email: fresh.email, role: 'viewer', password: testPassword }),
    records: ['member.added'],
  },
  'members.change': {
    input: ({ things }) => ({ id: things.member, role: 'operator' }),
    names: { id: 'member' },
    records: ['member.changed'],
  },
  'members.remove': {
    input: ({ things }) => ({ id: things.member }),
    names: { id: 'member' },
    records: ['member.removed'],
  },
  'invitations.list': { input: () => ({}) },
  'invitations.create': {
    input: ({ fresh }) => ({ email: fresh.email, role: 'viewer' }),
    records: ['invitation.created'],
  },
  'invitations.withdraw': {
    input: ({ things }) => ({ id: things.invitation }),
    names: { id: 'invitation' },
    records: ['invitation.withdrawn'],
  },
  'invitations.accept': {
    input: ({ things }) => ({ code: things.inviteCode, password: testPassword }),
    names: { code: 'inviteCode' },
    records: ['member.joined', 'login.opened'],
  },
  'tokens.list': { input: () => ({}) },
  'tokens.create': {
    input: () => ({ name: 'one more', network: 'sandbox', profile: 'sender' }),
    records: ['token.created'],
  },
  'tokens.regenerate': {
    input: ({ things }) => ({ id: things.token }),
    names: { id: 'token' },
    records: ['token.regenerated'],
  },
  'tokens.revoke': {
    input: ({ things }) => ({ id: things.token }),
    names: { id: 'token' },
    records: ['token.revoked'],
  },
  'devices.list': { input: () => ({}) },
  'devices.add': { input: () => ({ name: 'one more', network: 'sandbox' }), records: ['device.added'] },
  'devices.get': { input: ({ things }) => ({ device: things.device }), names: { device: 'device' } },
  'devices.change': {
    input: ({ things, fresh }) => ({ device: things.device, name: fresh.name }),
    names: { device: 'device' },
    records: ['device.changed'],
  },
  'devices.delete': {
    input: ({ things }) => ({ device: things.device }),
    names: { device: 'device' },
    records: ['device.deleted'],
  },
  'devices.link': {
    input: ({ things }) => ({ device: things.device }),
    names: { device: 'device' },
    holds: 'device',
    records: ['device.link_asked'],
  },
  'devices.unlink': {
    input: ({ things }) => ({ device: things.linkedDevice }),
    names: { device: 'linkedDevice' },
    holds: 'linkedDevice',
    records: ['device.unlink_asked'],
  },
  'devices.stop': {
    input: ({ things }) => ({ device: things.linkedDevice }),
    names: { device: 'linkedDevice' },
    holds: 'linkedDevice',
    records: ['device.stop_asked'],
  },
  'devices.restart': {
    input: ({ things }) => ({ device: things.linkedDevice }),
    names: { device: 'linkedDevice' },
    holds: 'linkedDevice',
    records: ['device.restart_asked'],
  },
  'devices.health': {
    input: ({ things }) => ({ device: things.linkedDevice }),
    names: { device: 'linkedDevice' },
    holds: 'linkedDevice',
  },
  'devices.listLog': { input: ({ things }) => ({ device: things.device }), names: { device: 'device' } },
  'numbers.check': {
    input: ({ things }) => ({ device: things.linkedDevice, phone: '+12025550120' }),
    names: { device: 'linkedDevice' },
    holds: 'linkedDevice',
  },
  'messages.sendBatch': {
    input: ({ things }) => ({
      device: things.linkedDevice,
      messages: [{ type: 'text', to: '+12025550120', text: 'Hello' }],
    }),
    names: { device: 'linkedDevice' },
    records: [],
  },
  'batches.get': { input: ({ things }) => ({ id: things.batch }), names: { id: 'batch' } },
  'batches.cancel': {
    input: ({ things }) => ({ id: things.batch }),
    names: { id: 'batch' },
    records: ['batch.canceled'],
  },
  'devices.balance': { input: ({ things }) => ({ device: things.device }), names: { device: 'device' } },
  'reports.failedNumbers': { input: ({ things }) => ({ device: things.device }), names: { device: 'device' } },
  'reports.usage': { input: ({ things }) => ({ device: things.device }), names: { device: 'device' } },
  'messages.sendText': {
    input: ({ things }) => ({ device: things.linkedDevice, to: '+12025550120', text: 'Hello' }),
    names: { device: 'linkedDevice' },
    records: [],
  },
  'messages.cancel': {
    input: ({ things }) => ({ id: things.message }),
    names: { id: 'message' },
    records: ['message.canceled'],
  },
  'messages.list': {
    input: ({ things }) => ({ device: things.linkedDevice, chat: things.chat, batch: things.batch }),
    names: { device: 'linkedDevice', chat: 'chat', batch: 'batch' },
  },
  'messages.get': { input: ({ things }) => ({ id: things.message }), names: { id: 'message' } },
  'messages.getTimeline': { input: ({ things }) => ({ id: things.message }), names: { id: 'message' } },
  'events.list': { input: () => ({}) },
  'audit.list': { input: ({ things }) => ({ by: things.token }), names: { by: 'token' } },
  'audit.verify': { input: () => ({}) },
  'audit.export': { input: () => ({}) },
  'compat.sendText': {
    input: ({ things }) => ({ sender_device: things.linkedDevice, phone: '+12025550120', message: 'Hello' }),
    names: { sender_device: 'linkedDevice' },
    records: [],
  },
  'compat.connect': {
    input: ({ things }) => ({ device: things.device }),
    names: { device: 'device' },
    holds: 'device',
    records: ['device.link_asked'],
  },
  'compat.status': { input: ({ things }) => ({ device: things.device }), names: { device: 'device' } },
  'compat.statuses': { input: () => ({}) },
  'compat.delete': {
    input: ({ things }) => ({ sender_device: things.linkedDevice }),
    names: { sender_device: 'linkedDevice' },
    holds: 'linkedDevice',
    records: ['device.unlink_asked'],
  },
  'compat.balance': { input: ({ things }) => ({ device: things.device }), names: { device: 'device' } },
  'compat.failedNumbers': { input: ({ things }) => ({ device: things.device }), names: { device: 'device' } },
};
