import { randomInt } from 'node:crypto';
import { deliverToAll } from '../delivery/deliver.ts';
import { notification } from '../delivery/notification.ts';
import type { Account } from '../directory/account.ts';
import type { Group } from '../groups/group.ts';
import { notifyMembers } from '../groups/notify-members.ts';
import type { Network } from '../network.ts';
import { lidServer, phoneServer, toJid } from '../wire/jid.ts';
import { node, type WireNode } from '../wire/node.ts';
import { acquaintances, maySee } from './may-see.ts';
import type { Picture } from './profile.ts';

type Change = { by: Account; bytes: Buffer | null };

/** Somebody shows another picture of itself, or none any more: its devices hear, and those who know it. */
export const changePicture = (network: Network, account: Account, bytes: Buffer | null): void => {
  account.profile.picture = bytes === null ? null : newPicture(network, account, bytes);
  const head = { from: toJid(account.phone, phoneServer), type: 'picture' };
  const news = notification(network, head, [toChange(account.profile.picture, account)]);
  for (const other of [account, ...acquaintances(network, account)])
    if (maySee(other, { whose: account, setting: 'profile' })) deliverToAll(other, news);
};

/** The same for a group. */
export const changeGroupPicture = (network: Network, group: Group, { by, bytes }: Change): void => {
  group.picture = bytes === null ? null : newPicture(network, by, bytes);
  notifyMembers(network, group, { by: by.lid, change: toChange(group.picture, by), type: 'picture' });
};

/** Where a picture can be fetched. */
export const urlOf = ({ addresses, clock, media }: Network, picture: Picture, by: Account): string => {
  if ((media.find(picture.path)?.expiresAt ?? 0) <= clock.now())
    picture.path = media.add({ folder: 'mms/image', bytes: picture.bytes, from: by.phone });
  return `${addresses.media}${picture.path}`;
};

const newPicture = ({ media }: Network, { phone }: Account, bytes: Buffer): Picture => ({
  id: String(randomInt(1_000_000_000, 2_000_000_000)),
  bytes,
  path: media.add({ folder: 'mms/image', bytes, from: phone }),
});

const toChange = (picture: Picture | null, { lid }: Account): WireNode => {
  const author = toJid(lid, lidServer);
  return picture === null ? node('delete', { author }) : node('set', { id: picture.id, author });
};
