import { randomInt } from 'node:crypto';
import { groupServer, toJid } from '../wire/jid.ts';
import type { Group } from './group.ts';

/** The groups of the network. */
export type Groups = {
  add: (group: Group) => void;
  find: (id: string) => Group | undefined;
  findByInviteCode: (code: string) => Group | undefined;
  /** Whether the code was the invite of any group before it was taken back. */
  wasRevoked: (code: string) => boolean;
  /** Those somebody is a member of, by LID. */
  of: (lid: string) => Group[];
  all: () => Group[];
  /** An id no group has. */
  newId: () => string;
};

export const createGroups = (): Groups => {
  const byId = new Map<string, Group>();
  const all = (): Group[] => [...byId.values()];
  return {
    add: (group) => void byId.set(group.id, group),
    find: (id) => byId.get(id),
    findByInviteCode: (code) => all().find(({ inviteCode }) => inviteCode === code),
    wasRevoked: (code) => all().some(({ revokedCodes }) => revokedCodes.has(code)),
    of: (lid) => all().filter(({ members }) => members.has(lid)),
    all,
    newId: () => {
      for (;;) {
        const id = toJid(`1203634${String(randomInt(10 ** 11)).padStart(11, '0')}`, groupServer);
        if (!byId.has(id)) return id;
      }
    },
  };
};
