import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { type CollectionName, isCollectionName } from '../app-state/app-state.ts';
import { readPatch, writeSnapshot } from '../app-state/patch.ts';
import { settleChange } from '../app-state/settle-change.ts';
import { codeOf } from '../faults/codes.ts';
import { uploadMedia } from '../media/upload-media.ts';
import type { Network } from '../network.ts';
import {
  bytesOf,
  childrenOf,
  findChild,
  getAttribute,
  getChild,
  MalformedStanza,
  node,
  type WireNode,
} from '../wire/node.ts';
import type { From, QueryHandler } from './handler.ts';

/** How many patches one answer carries. A client asks again for more; one that has nothing yet and would have to ask
 * again, or is further behind than anybody remembers, gets everything at once instead, from the media host. */
const patchesPerAnswer = 20;

/** What the devices of an account agree on: a client asks what is new, and adds to it. */
export const appState: QueryHandler = {
  name: 'app-state',
  xmlns: 'w:sync:app:state',
  type: 'set',
  child: 'sync',
  answer: (network, from, iq) => {
    const asked = childrenOf(getChild(iq, 'sync'), 'collection');
    // Each answer may cost a whole snapshot.
    if (new Set(asked.map(({ attrs }) => attrs['name'])).size < asked.length)
      throw new MalformedStanza('a collection is asked for once at a time');
    return [
      node(
        'sync',
        {},
        asked.map((collection) => sync(network, from, collection)),
      ),
    ];
  },
};

type Asked = { name: CollectionName; since: number; wantsSnapshot: boolean; patch: Buffer | null };

const read = (collection: WireNode): Asked => {
  const name = getAttribute(collection, 'name');
  const since = Number(getAttribute(collection, 'version'));
  const patch = findChild(collection, 'patch');
  if (!isCollectionName(name)) throw new MalformedStanza(`there is no collection ${name}`);
  if (!Number.isInteger(since) || since < 0) throw new MalformedStanza('a version is a whole number');
  return {
    name,
    since,
    wantsSnapshot: collection.attrs['return_snapshot'] === 'true',
    patch: patch === undefined ? null : bytesOf(patch),
  };
};

const sync = (network: Network, from: From, collection: WireNode): WireNode => {
  const asked = read(collection);
  const { account } = from;
  const names = ['iq', 'app-state', 'w:sync:app:state', asked.name];
  const fault = network.faults.strike('app-state-refused', { account: account.phone, stanza: names });
  if (fault !== null) return refusal(asked.name, { code: codeOf(fault), text: 'refused' });
  const { version } = account.appState.collections[asked.name];
  if (asked.since > version) return refusal(asked.name, { code: 400, text: `this is at ${version} only` });
  if (asked.patch === null) return tell(network, from, asked);
  if (asked.since === version) return take(network, from, { name: asked.name, patch: asked.patch });
  // Somebody else was quicker: the client learns what it has missed and may try again on top of it.
  const missed = tell(network, from, asked);
  const conflict = node('error', { code: 409, text: 'conflict' });
  return node('collection', { ...missed.attrs, type: 'error' }, [conflict, ...childrenOf(missed)]);
};

/** What is new since the version the client has. */
const tell = (network: Network, { account }: From, { name, since, wantsSnapshot }: Asked): WireNode => {
  const { key, collections } = account.appState;
  const collection = collections[name];
  const { version } = collection;
  const oldest = version - collection.patches.length;
  if (since < oldest || (wantsSnapshot && version - since > patchesPerAnswer)) {
    const bytes = writeSnapshot({ name, collection, key });
    const { directPath, mediaKey, fileSha256, fileEncSha256, fileLength } = uploadMedia(network, {
      type: 'md-app-state',
      bytes,
      from: account.phone,
      to: [account.phone],
    });
    const reference = { directPath, mediaKey, fileSha256, fileEncSha256, fileSizeBytes: fileLength };
    const encoded = Buffer.from(proto.ExternalBlobReference.encode(reference).finish());
    return node('collection', { name, type: 'result', version }, [node('snapshot', {}, encoded)]);
  }
  const patches = collection.patches.slice(since - oldest, since - oldest + patchesPerAnswer);
  const isMore = since + patches.length < version;
  return node('collection', { name, type: 'result', version, has_more_patches: isMore ? 'true' : undefined }, [
    node(
      'patches',
      {},
      patches.map((patch) => node('patch', {}, patch)),
    ),
  ]);
};

/** The client adds something. The real server cannot read it and believes it; here the phone looks first, since a patch
 * that it cannot read would part the client from every other device for good. */
const take = (
  network: Network,
  { account, connection, device }: From,
  { name, patch }: { name: CollectionName; patch: Buffer },
): WireNode => {
  const { key, collections } = account.appState;
  try {
    const change = readPatch({ name, collection: collections[name], key }, patch);
    settleChange(network, account, { name, change, by: device.id });
  } catch (error) {
    network.strangeness.write(connection.id, error);
    return refusal(name, { code: 400, text: 'bad patch' });
  }
  return node('collection', { name, type: 'result', version: collections[name].version });
};

const refusal = (name: CollectionName, error: { code: number; text: string }): WireNode =>
  node('collection', { name, type: 'error' }, [node('error', error)]);
