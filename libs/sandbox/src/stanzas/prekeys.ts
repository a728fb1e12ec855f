import { handOutBundle } from '../delivery/hand-out-bundle.ts';
import { identityNodes, idNode, preKeyNodes } from '../signal/prekey-nodes.ts';
import { parseJid } from '../wire/jid.ts';
import { childrenOf, getAttribute, getChild, MalformedStanza, node } from '../wire/node.ts';
import type { QueryHandler } from './handler.ts';

/** How many one-time keys of the client are left. */
const count: QueryHandler = {
  name: 'prekey-count',
  xmlns: 'encrypt',
  type: 'get',
  child: 'count',
  answer: (_network, { device }) => [node('count', { value: device.preKeys.length })],
};

/** What the network knows of the client's keys, for it to compare. */
const digest: QueryHandler = {
  name: 'prekey-digest',
  xmlns: 'encrypt',
  type: 'get',
  child: 'digest',
  answer: (_network, { device }) => [
    node('digest', {}, [
      ...identityNodes(device),
      node(
        'list',
        {},
        device.preKeys.map(({ id }) => idNode(id)),
      ),
    ]),
  ],
};

/** What the client needs to write to devices for the first time. One without one-time keys left is written to without. */
const bundles: QueryHandler = {
  name: 'prekeys',
  xmlns: 'encrypt',
  type: 'get',
  child: 'key',
  answer: (network, _from, iq) => {
    const asked = childrenOf(getChild(iq, 'key'), 'user');
    if (asked.length === 0) throw new MalformedStanza('<key> needs <user>');
    // Whoever names a device several times gets one of its keys all the same: they are few, and made one by one.
    const users = [...new Set(asked.map((user) => getAttribute(user, 'jid')))].map((jid) => {
      const account = network.directory.findByJid(jid);
      const bundle = account && handOutBundle(network, { lid: account.lid, device: parseJid(jid).device });
      if (!bundle) return node('user', { jid }, [node('error', { code: 404, text: 'item-not-found' })]);
      const { preKey } = bundle;
      return node('user', { jid }, [
        ...identityNodes(bundle),
        ...(preKey === null ? [] : [node('key', {}, preKeyNodes(preKey))]),
      ]);
    });
    return [node('list', {}, users)];
  },
};

export const prekeys: readonly QueryHandler[] = [count, digest, bundles];
