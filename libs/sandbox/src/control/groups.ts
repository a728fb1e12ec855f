import { z } from 'zod';
import type { Account } from '../directory/account.ts';
import { addMembers, type Outcome, removeMembers } from '../groups/change-members.ts';
import { setSubject } from '../groups/change-words.ts';
import { createGroup } from '../groups/create-group.ts';
import type { Group } from '../groups/group.ts';
import { checkMayWrite } from '../groups/may-write.ts';
import type { Shown } from '../handsets/shown.ts';
import type { Network } from '../network.ts';
import { NotFound, Refused } from '../refused.ts';
import { call, type ControlCall } from './call.ts';
import type { GroupView } from './conversation-view.ts';
import { getAccount, nothing, phoneNumber, toTarget } from './shapes.ts';

const subject = z.string().min(1).max(100);

export const groupCalls: readonly ControlCall[] = [
  call({
    method: 'GET',
    path: '/groups',
    body: nothing,
    answer: (network) => network.groups.all().map((group) => summaryOf(network, group)),
  }),
  call({
    method: 'GET',
    path: '/groups/:id',
    body: nothing,
    answer: async (network, { params }) => {
      const group = getGroup(network, params['id']);
      return { ...summaryOf(network, group), messages: await writtenIn(network, group) };
    },
  }),
  call({
    method: 'POST',
    path: '/groups',
    body: z.strictObject({ subject, members: z.array(phoneNumber).min(1).max(1024) }),
    answer: (network, { body }) => {
      const [creator, ...members] = body.members.map((phone) => getMemberToBe(network, phone));
      if (creator === undefined) throw new Refused('a group needs a member');
      return { id: createGroup(network, { creator, subject: body.subject, members }).group.id };
    },
  }),
  call({
    method: 'PATCH',
    path: '/groups/:id',
    body: z.strictObject({
      subject: subject.optional(),
      add: z.array(phoneNumber).optional(),
      remove: z.array(phoneNumber).optional(),
    }),
    answer: (network, { params, body }) => {
      const group = getGroup(network, params['id']);
      const added = body.add?.map((phone) => getMemberToBe(network, phone)) ?? [];
      const removed = body.remove?.map((phone) => getMember(network, group, phone)) ?? [];
      const by = adminOf(network, group);
      if (body.subject !== undefined) setSubject(network, group, { by: by.lid, text: body.subject });
      const outcomes = [
        ...addMembers(network, group, { by, people: added }),
        ...removeMembers(network, group, { by, people: removed }),
      ];
      return { id: group.id, members: outcomes.map((outcome) => toOutcome(network, outcome)) };
    },
  }),
  call({
    method: 'POST',
    path: '/groups/:id/messages',
    body: z.strictObject({ from: phoneNumber, text: z.string().min(1) }),
    answer: async (network, { params, body }) => {
      const group = getGroup(network, params['id']);
      const author = getAccount(network, body.from);
      checkMayWrite(network, author, group.id);
      return { id: await author.handset.write({ to: group.id, message: { conversation: body.text } }) };
    },
  }),
];

const getGroup = (network: Network, id = ''): Group => {
  const group = network.groups.find(toTarget(id));
  if (group === undefined) throw new NotFound(`there is no group ${id}`);
  return group;
};

const getMemberToBe = (network: Network, phone: string): Account => {
  const account = getAccount(network, phone);
  if (!account.isOnWhatsApp) throw new Refused(`${phone} is not on WhatsApp`);
  return account;
};

const getMember = (network: Network, group: Group, phone: string): Account => {
  const account = getAccount(network, phone);
  if (!group.members.has(account.lid)) throw new Refused(`${phone} is not a member of this group`);
  return account;
};

/** In whose name a group is changed from outside: of whoever has been an admin longest. */
const adminOf = (network: Network, group: Group): Account => {
  const [lid] = [...group.members].find(([, role]) => role !== 'member') ?? [];
  const admin = network.directory.findByLid(lid ?? '');
  if (admin === undefined) throw new Refused('nobody is left in this group');
  return admin;
};

const phoneOf = ({ directory }: Network, lid: string): string => directory.findByLid(lid)?.phone ?? lid;

const summaryOf = (
  network: Network,
  { id, subject: { text }, description, members }: Group,
): GroupView & { description: string | null } => ({
  id,
  subject: text,
  description: description?.text ?? null,
  members: [...members].map(([lid, role]) => ({
    phone: phoneOf(network, lid),
    name: network.directory.findByLid(lid)?.name ?? lid,
    role,
  })),
});

const toOutcome = (network: Network, { lid, code }: Outcome) => ({ phone: phoneOf(network, lid), code });

/** What was written in a group, as the telephones of its members show it: the network itself cannot read it. */
const writtenIn = async (network: Network, group: Group): Promise<Shown[]> => {
  const found = new Map<string, Shown>();
  for (const lid of group.members.keys()) {
    const handset = network.directory.findByLid(lid)?.handset;
    await handset?.settled();
    for (const entry of handset?.shown ?? [])
      if (entry.chat === group.id) found.set(`${entry.from} ${entry.id}`, entry);
  }
  return [...found.values()].toSorted((a, b) => a.at.localeCompare(b.at));
};
