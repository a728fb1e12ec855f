import {
  areJidsSameUser,
  type BinaryNode,
  getBinaryNodeChildren,
  isJidBroadcast,
  isJidGroup,
  type WAMessageKey,
  type WASocket,
} from '@whiskeysockets/baileys';
import { createRecent } from './recent.ts';
import type { SessionEvent } from './session.ts';

type Status = Extract<SessionEvent, { kind: 'receipt' }>['status'];

/** Turns what is heard of receipts into news of the messages we sent. */
export type Receipts = {
  /** The stanza as it came. */
  hearStanza: (stanza: BinaryNode, own: WASocket['user']) => void;
  /** A status as Baileys tells it of a message, in whichever event. */
  hearStatus: (key: WAMessageKey, status: number | null | undefined) => void;
};

const order: readonly Status[] = ['delivered', 'read', 'played'];
const ofType: Readonly<Record<string, Status>> = { read: 'read', played: 'played' };
const ofNumber = new Map<number, Status>([
  [3, 'delivered'],
  [4, 'read'],
  [5, 'played'],
]);
/** Of so many messages it is remembered how far they got, so that nothing is told twice or backwards. */
const remembered = 10_000;

/** `tell` hears each step once, and none that lies behind another. */
export const createReceipts = (tell: (id: string, status: Status) => void): Receipts => {
  const told = createRecent<Status>({ limit: remembered });
  const hear = (id: string, status: Status): void => {
    const before = told.get(id);
    if (before !== undefined && order.indexOf(before) >= order.indexOf(status)) return;
    told.set(id, status);
    tell(id, status);
  };

  return {
    hearStanza: ({ attrs, content }, own) => {
      const { id, type, from = '', participant, recipient } = attrs;
      const status = type === undefined ? 'delivered' : ofType[type];
      if (status === undefined || id === undefined || recipient !== undefined || isOfMany(from)) return;
      const by = participant ?? from;
      if (areJidsSameUser(by, own?.id) || areJidsSameUser(by, own?.lid)) return;
      const [list] = Array.isArray(content) ? content : [];
      const others = list === undefined ? [] : getBinaryNodeChildren(list, 'item').map((item) => item.attrs['id']);
      for (const each of [id, ...others]) if (each !== undefined) hear(each, status);
    },
    hearStatus: ({ id, fromMe, remoteJid }, number) => {
      const status = ofNumber.get(number ?? 0);
      if (status === undefined || fromMe !== true || typeof id !== 'string') return;
      // A receipt from ourselves has no chat.
      if (typeof remoteJid !== 'string' || isOfMany(remoteJid)) return;
      hear(id, status);
    },
  };
};

/** That one of many has read a message does not mean that it was read. */
const isOfMany = (chat: string): boolean => isJidGroup(chat) === true || isJidBroadcast(chat) === true;
