import type { Account } from '../directory/account.ts';
import { issueToken } from '../people/issue-token.ts';
import { privacySettings } from '../people/privacy-settings.ts';
import { tellOtherDevices } from '../people/tell-other-devices.ts';
import { childrenOf, getAttribute, getChild, node, type WireNode } from '../wire/node.ts';
import { type QueryHandler, Refusal } from './handler.ts';

/** What a client shows of itself to whom. */
const settings: QueryHandler = {
  name: 'privacy',
  xmlns: 'privacy',
  type: 'get',
  child: 'privacy',
  answer: (_network, { account }) => [toNode(account)],
};

/** A client shows itself to others than before. */
const change: QueryHandler = {
  name: 'privacy-change',
  xmlns: 'privacy',
  type: 'set',
  child: 'privacy',
  answer: (network, { account, device }, iq) => {
    const chosen = childrenOf(getChild(iq, 'privacy'), 'category').map((category) => {
      const name = getAttribute(category, 'name');
      const value = getAttribute(category, 'value');
      if (privacySettings.get(name)?.includes(value) !== true) throw new Refusal(400, 'bad-request');
      return { name, value };
    });
    for (const { name, value } of chosen) account.profile.privacy.set(name, value);
    tellOtherDevices(network, device, toNode(account));
    return [toNode(account)];
  },
};

/** A client trusts somebody it has written to. */
const tokens: QueryHandler = {
  name: 'privacy-tokens',
  xmlns: 'privacy',
  type: 'set',
  child: 'tokens',
  answer: (network, { account }, iq) => {
    // Each of them hears of one, however often it is named.
    const trusted = new Map<Account, number>();
    for (const token of childrenOf(getChild(iq, 'tokens'), 'token')) {
      const to = network.directory.findByJid(getAttribute(token, 'jid'));
      const at = Number(getAttribute(token, 't'));
      if (!Number.isSafeInteger(at)) throw new Refusal(400, 'bad-request');
      if (to !== undefined && to !== account) trusted.set(to, at);
    }
    for (const [to, at] of trusted) issueToken(network, account, { to, at });
    return [];
  },
};

const toNode = ({ profile }: Account): WireNode =>
  node(
    'privacy',
    {},
    [...profile.privacy].map(([name, value]) => node('category', { name, value })),
  );

export const privacy: readonly QueryHandler[] = [settings, change, tokens];
