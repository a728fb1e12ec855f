import type { Account } from '../directory/account.ts';
import { tellOtherDevices } from '../people/tell-other-devices.ts';
import { lidServer, toJid } from '../wire/jid.ts';
import { getAttribute, getChild, node, type WireNode } from '../wire/node.ts';
import { type QueryHandler, Refusal } from './handler.ts';

/** Whom a client has blocked. */
const list: QueryHandler = {
  name: 'blocklist',
  xmlns: 'blocklist',
  type: 'get',
  answer: (_network, { account }) => [toList(account)],
};

/** A client blocks somebody, or no longer does; its other devices hear. */
const change: QueryHandler = {
  name: 'blocklist-change',
  xmlns: 'blocklist',
  type: 'set',
  child: 'item',
  answer: (network, { account, device }, iq) => {
    const item = getChild(iq, 'item');
    const action = getAttribute(item, 'action');
    const blocked = network.directory.findByJid(getAttribute(item, 'jid'));
    if (blocked === undefined) throw new Refusal(404, 'item-not-found');
    if (action === 'block') account.profile.blocked.add(blocked.lid);
    else if (action === 'unblock') account.profile.blocked.delete(blocked.lid);
    else throw new Refusal(400, 'bad-request');
    tellOtherDevices(
      network,
      device,
      node('blocklist', { action: 'modify' }, [node('item', { jid: toJid(blocked.lid, lidServer), action })]),
    );
    return [toList(account)];
  },
};

const toList = ({ profile }: Account): WireNode =>
  node(
    'list',
    { addressing_mode: 'lid' },
    [...profile.blocked].map((lid) => node('item', { jid: toJid(lid, lidServer) })),
  );

export const blocklist: readonly QueryHandler[] = [list, change];
