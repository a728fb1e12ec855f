import { z } from 'zod';
import { agree } from '../app-state/agree.ts';
import { nameIs } from '../app-state/sayings.ts';
import { importHistory } from '../phones/import-history.ts';
import { readOnPhone } from '../phones/read-on-phone.ts';
import { changeChat } from '../phones/change-chat.ts';
import { chatsOf } from '../phones/chats.ts';
import { writeOnPhone } from '../phones/write-on-phone.ts';
import { call, type ControlCall } from './call.ts';
import { history, toRemembered } from './history-shape.ts';
import { getPhone, nothing, ownName, toTarget } from './shapes.ts';

/** What a person does with a phone besides linking. */
export const phoneActCalls: readonly ControlCall[] = [
  call({
    method: 'POST',
    path: '/phones/:phone/history',
    body: z.strictObject({ history }),
    answer: (network, { params, body }) => {
      const account = getPhone(network, params['phone']);
      importHistory(network, account, toRemembered(network, body.history));
    },
  }),
  call({
    method: 'POST',
    path: '/phones/:phone/send',
    body: z.strictObject({ to: z.string().min(1), text: z.string().min(1) }),
    answer: async (network, { params, body }) => ({
      id: await writeOnPhone(network, getPhone(network, params['phone']), { to: toTarget(body.to), text: body.text }),
    }),
  }),
  call({
    method: 'POST',
    path: '/phones/:phone/read',
    body: z.strictObject({ chat: z.string().min(1) }),
    answer: async (network, { params, body }) => ({
      read: await readOnPhone(network, getPhone(network, params['phone']), toTarget(body.chat)),
    }),
  }),
  call({
    method: 'PATCH',
    path: '/phones/:phone',
    body: z.strictObject({ name: ownName }),
    answer: (network, { params, body }) => agree(network, getPhone(network, params['phone']), nameIs(body.name)),
  }),
  call({
    method: 'GET',
    path: '/phones/:phone/chats',
    body: nothing,
    answer: async (network, { params }) => {
      const account = getPhone(network, params['phone']);
      await account.handset.settled();
      return chatsOf(network, account);
    },
  }),
  call({
    method: 'PATCH',
    path: '/phones/:phone/chats/:chat',
    body: z.strictObject({
      archived: z.boolean().optional(),
      pinned: z.boolean().optional(),
      mutedUntil: z.iso.datetime().nullable().optional(),
      name: z.string().min(1).optional(),
    }),
    answer: (network, { params, body }) =>
      changeChat(network, getPhone(network, params['phone']), { chat: toTarget(params['chat'] ?? ''), ...body }),
  }),
];
