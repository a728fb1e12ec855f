import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestClient } from './test-client.ts';
import { codeOf } from './refusal-of.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const anna = '12025551151';
const bruno = '12025551152';
const carla = '12025551153';
const stranger = '12025551154';
const nobody = '12025551103';
const pn = (phone: string): string => `${phone}@s.whatsapp.net`;

let sandbox: TestSandbox;
let client: TestClient & { phone: string };
let other: TestClient & { phone: string };
const lids = new Map<string, string>();

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const shape = z.object({ phone: z.string(), lid: z.string() });
  for (const phone of [anna, bruno, carla, stranger]) {
    const made = shape.parse(await sandbox.call('POST', '/contacts', { phone }));
    lids.set(phone, `${made.lid}@lid`);
  }
  await sandbox.createContact({ phone: nobody, onWhatsApp: false });
  [client, other] = await Promise.all([sandbox.linkClient(), sandbox.linkClient()]);
});
afterAll(() => sandbox.stop());

const lidOf = (phone: string): string => lids.get(phone) ?? '';

it('makes a group in LID mode, with whoever made it as superadmin, and tells every member', async () => {
  const made = await client.socket().groupCreate('Climbing', [pn(anna), pn(other.phone)]);
  expect(made).toMatchObject({ subject: 'Climbing', addressingMode: 'lid', size: 3, ownerPn: pn(client.phone) });
  expect(made.id).toMatch(/^1203634\d{11}@g\.us$/u);
  expect(made.participants.map(({ admin, phoneNumber }) => [phoneNumber, admin])).toEqual([
    [pn(client.phone), 'superadmin'],
    [pn(anna), null],
    [pn(other.phone), null],
  ]);
  for (const member of [client, other]) {
    const [told] = await member.saw('groups.upsert', (groups) => groups.some(({ id }) => id === made.id));
    expect(told).toMatchObject({ id: made.id, subject: 'Climbing', authorPn: pn(client.phone) });
  }
  expect(Object.keys(await other.socket().groupFetchAllParticipating())).toContain(made.id);
  expect(await client.socket().groupMetadata(made.id)).toMatchObject({ id: made.id, subject: 'Climbing' });
});

it('adds and removes people, says for each what became of it, and tells the others', async () => {
  const { id } = await client.socket().groupCreate('Chess', [pn(other.phone)]);
  const added = await client.socket().groupParticipantsUpdate(id, [pn(anna), pn(nobody), pn(other.phone)], 'add');
  expect(added.map(({ status }) => status)).toEqual(['200', '404', '409']);
  await other.saw(
    'group-participants.update',
    (told) => told.id === id && told.action === 'add' && told.participants[0]?.phoneNumber === pn(anna),
  );
  const removed = await client.socket().groupParticipantsUpdate(id, [lidOf(anna), pn(stranger)], 'remove');
  expect(removed.map(({ status }) => status)).toEqual(['200', '404']);
  await other.saw('group-participants.update', (told) => told.id === id && told.action === 'remove');
  expect((await other.socket().groupMetadata(id)).size).toBe(2);
});

it('tells somebody who is added later of the whole group', async () => {
  const { id } = await client.socket().groupCreate('Choir', [pn(anna)]);
  await client.socket().groupParticipantsUpdate(id, [pn(other.phone)], 'add');
  const told = await other.saw('groups.upsert', (groups) => groups.some((group) => group.id === id));
  expect(told[0]?.participants).toHaveLength(3);
});

it('makes admins and takes the right back, except from whoever made the group', async () => {
  const { id, participants } = await client.socket().groupCreate('Garden', [pn(other.phone)]);
  await client.socket().groupParticipantsUpdate(id, [pn(other.phone)], 'promote');
  await other.saw('group-participants.update', (told) => told.id === id && told.action === 'promote');
  const refused = await other.socket().groupParticipantsUpdate(id, [participants[0]?.id ?? ''], 'demote');
  expect(refused.map(({ status }) => status)).toEqual(['403']);
  await client.socket().groupParticipantsUpdate(id, [pn(other.phone)], 'demote');
  await other.saw('group-participants.update', (told) => told.id === id && told.action === 'demote');
});

it('lets only admins change who is in a group, unless every member may add', async () => {
  const { id } = await client.socket().groupCreate('Admins', [pn(other.phone)]);
  const socket = other.socket();
  expect(await codeOf(socket.groupParticipantsUpdate(id, [pn(anna)], 'add'))).toBe(401);
  expect(await codeOf(socket.groupParticipantsUpdate(id, [pn(client.phone)], 'remove'))).toBe(401);
  expect(await codeOf(socket.groupSettingUpdate(id, 'announcement'))).toBe(401);
  expect(await codeOf(socket.groupInviteCode(id))).toBe(401);
  expect(await codeOf(socket.groupMemberAddMode(id, 'all_member_add'))).toBe(401);
  await client.socket().groupMemberAddMode(id, 'all_member_add');
  await other.saw('groups.update', (groups) => groups.some((group) => group.id === id && group.memberAddMode === true));
  expect(await codeOf(socket.groupParticipantsUpdate(id, [pn(anna)], 'add'))).toBe(200);
});

it('has left who leaves; the longest member inherits a group without an admin', async () => {
  const { id } = await client.socket().groupCreate('Leaving', [pn(other.phone), pn(anna)]);
  await client.socket().groupLeave(id);
  await other.saw('group-participants.update', (told) => told.id === id && told.action === 'remove');
  await other.saw('group-participants.update', (told) => told.id === id && told.action === 'promote');
  expect(await codeOf(client.socket().groupMetadata(id))).toBe(403);
  const { participants } = await other.socket().groupMetadata(id);
  expect(participants.map(({ phoneNumber, admin }) => [phoneNumber, admin])).toEqual([
    [pn(other.phone), 'admin'],
    [pn(anna), null],
  ]);
});

it('refuses what is asked of no group, and of a group by somebody who is not in it', async () => {
  const { id } = await client.socket().groupCreate('Private', [pn(anna)]);
  expect(await codeOf(other.socket().groupMetadata(id))).toBe(403);
  expect(await codeOf(other.socket().groupUpdateSubject(id, 'Public'))).toBe(403);
  expect(await codeOf(other.socket().groupMetadata('120363400000000001@g.us'))).toBe(404);
});

it('changes what a group is called and about, and its switches; everybody is told', async () => {
  const { id } = await client.socket().groupCreate('Before', [pn(other.phone)]);
  const told = (fits: (group: Record<string, unknown>) => boolean) =>
    other.saw('groups.update', (groups) => groups.some((group) => group.id === id && fits(group)));
  const socket = client.socket();
  await socket.groupUpdateSubject(id, 'After');
  await told(({ subject }) => subject === 'After');
  await socket.groupUpdateDescription(id, 'What we do');
  await told(({ desc }) => desc === 'What we do');
  await socket.groupSettingUpdate(id, 'announcement');
  await told(({ announce }) => announce === true);
  await socket.groupSettingUpdate(id, 'locked');
  await told(({ restrict }) => restrict === true);
  await socket.groupToggleEphemeral(id, 86_400);
  await socket.groupJoinApprovalMode(id, 'on');
  await told(({ joinApprovalMode }) => joinApprovalMode === true);
  expect(await other.socket().groupMetadata(id)).toMatchObject({
    subject: 'After',
    desc: 'What we do',
    announce: true,
    restrict: true,
    ephemeralDuration: 86_400,
    joinApprovalMode: true,
  });
  expect(await codeOf(other.socket().groupUpdateSubject(id, 'Mine'))).toBe(401);
  await socket.groupUpdateDescription(id, '');
  await socket.groupSettingUpdate(id, 'unlocked');
  await socket.groupSettingUpdate(id, 'not_announcement');
  await socket.groupToggleEphemeral(id, 0);
  const after = await other.socket().groupMetadata(id);
  expect(after).toMatchObject({ restrict: false, announce: false });
  expect([after.desc, after.ephemeralDuration]).toEqual([undefined, undefined]);
});

it('lets in by link whoever has it, until it is taken back', async () => {
  const { id } = await client.socket().groupCreate('By link', [pn(anna)]);
  const code = (await client.socket().groupInviteCode(id)) ?? '';
  expect(await other.socket().groupGetInviteInfo(code)).toMatchObject({ id, subject: 'By link' });
  expect(await other.socket().groupAcceptInvite(code)).toBe(id);
  await client.saw('group-participants.update', (told) => told.id === id && told.action === 'add');
  const fresh = await client.socket().groupRevokeInvite(id);
  expect(fresh).not.toBe(code);
  await other.saw('groups.update', (groups) => groups.some((group) => group.inviteCode === fresh));
  expect(await codeOf(other.socket().groupAcceptInvite(code))).toBe(410);
  expect(await codeOf(other.socket().groupGetInviteInfo('NeverWasACode'))).toBe(406);
});

it('lets an admin decide who comes in by link, where the group is set so', async () => {
  const { id } = await client.socket().groupCreate('At the door', [pn(anna)]);
  await client.socket().groupJoinApprovalMode(id, 'on');
  const code = (await client.socket().groupInviteCode(id)) ?? '';
  await other.socket().groupAcceptInvite(code);
  await client.saw('group.join-request', (told) => told.id === id);
  const waiting = await client.socket().groupRequestParticipantsList(id);
  expect(waiting).toMatchObject([{ phone_number: pn(other.phone) }]);
  expect(await codeOf(other.socket().groupMetadata(id))).toBe(403);
  const jid = waiting[0]?.['jid'] ?? '';
  expect(await client.socket().groupRequestParticipantsUpdate(id, [jid], 'reject')).toEqual([{ status: '200', jid }]);
  await other.socket().groupAcceptInvite(code);
  await client.socket().groupRequestParticipantsUpdate(id, [jid], 'approve');
  expect(await codeOf(other.socket().groupMetadata(id))).toBe(200);
});

it('changes a group from outside as well', async () => {
  const { id } = z
    .object({ id: z.string() })
    .parse(await sandbox.call('POST', '/groups', { subject: 'Outside', members: [anna, client.phone, bruno] }));
  await client.saw('groups.upsert', (groups) => groups.some((group) => group.id === id));
  await sandbox.call('PATCH', `/groups/${id}`, { subject: 'Inside', add: [carla], remove: [bruno] });
  await client.saw('groups.update', (groups) => groups.some(({ subject }) => subject === 'Inside'));
  await client.saw('group-participants.update', (told) => told.id === id && told.action === 'remove');
  expect(await sandbox.call('GET', `/groups/${id}`)).toMatchObject({
    id,
    subject: 'Inside',
    members: [
      { phone: anna, role: 'superadmin' },
      { phone: client.phone, role: 'member' },
      { phone: carla, role: 'member' },
    ],
    messages: [],
  });
  await expect(sandbox.call('PATCH', `/groups/${id}`, { remove: [stranger] })).rejects.toThrow('400');
  await expect(sandbox.call('GET', '/groups/120363400000000001')).rejects.toThrow('404');
});
