import { randomInt } from 'node:crypto';
import { lidServer, parseJid, phoneServer } from '../wire/jid.ts';
import type { Account, LinkedDevice } from './account.ts';

/** Who is on the network. */
export type Directory = {
  add: (account: Account) => void;
  findByPhone: (phone: string) => Account | undefined;
  getByPhone: (phone: string) => Account;
  findByLid: (lid: string) => Account | undefined;
  /** By a jid of either kind. */
  findByJid: (jid: string) => Account | undefined;
  findDevice: (jid: string) => LinkedDevice | undefined;
  accounts: () => Iterable<Account>;
  count: () => number;
  /** A LID nobody has. */
  newLid: () => string;
};

export const createDirectory = (): Directory => {
  const byPhone = new Map<string, Account>();
  const byLid = new Map<string, Account>();
  const findByJid = (jid: string): Account | undefined => {
    const { user, server } = parseJid(jid);
    if (server === phoneServer) return byPhone.get(user);
    return server === lidServer ? byLid.get(user) : undefined;
  };
  return {
    add: (account) => {
      byPhone.set(account.phone, account);
      byLid.set(account.lid, account);
    },
    findByPhone: (phone) => byPhone.get(phone),
    getByPhone: (phone) => {
      const found = byPhone.get(phone);
      if (found === undefined) throw new Error('nobody on the network has this number');
      return found;
    },
    findByLid: (lid) => byLid.get(lid),
    findByJid,
    findDevice: (jid) => findByJid(jid)?.devices.get(parseJid(jid).device),
    accounts: () => byPhone.values(),
    count: () => byPhone.size,
    newLid: () => {
      for (;;) {
        const lid = `1${String(randomInt(10 ** 7)).padStart(7, '0')}${String(randomInt(10 ** 7)).padStart(7, '0')}`;
        if (!byLid.has(lid)) return lid;
      }
    },
  };
};
