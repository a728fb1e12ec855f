import type { Account } from '../directory/account.ts';
import type { Group } from '../groups/group.ts';
import type { Network } from '../network.ts';
import { maySee } from '../people/may-see.ts';
import { changeGroupPicture, changePicture, urlOf } from '../people/pictures.ts';
import { bytesOf, findChild, getAttribute, getChild, node, type WireNode } from '../wire/node.ts';
import { isAdmin } from './group-permissions.ts';
import { type QueryHandler, Refusal } from './handler.ts';

const xmlns = 'w:profile:picture';

/** Where the picture of a person or of a group is: 404 where there is none, 401 where it is not for this client. */
const look: QueryHandler = {
  name: 'picture',
  xmlns,
  type: 'get',
  child: 'picture',
  answer: (network, { account }, iq) => {
    const { type = 'preview' } = getChild(iq, 'picture').attrs;
    const group = network.groups.find(getAttribute(iq, 'target'));
    const person = group === undefined ? network.directory.findByJid(getAttribute(iq, 'target')) : undefined;
    if (group !== undefined && !group.members.has(account.lid)) throw new Refusal(403, 'forbidden');
    if (person !== undefined && !maySee(account, { whose: person, setting: 'profile' }))
      throw new Refusal(401, 'not-authorized');
    const picture = group?.picture ?? person?.profile.picture ?? null;
    if (picture === null) throw new Refusal(404, 'item-not-found');
    return [node('picture', { id: picture.id, type, url: urlOf(network, picture, person ?? account) })];
  },
};

/** A client changes its picture or that of a group, or takes it away. */
const change: QueryHandler = {
  name: 'picture-change',
  xmlns,
  type: 'set',
  answer: (network, { account }, iq) => {
    const said = findChild(iq, 'picture');
    const bytes = said === undefined ? null : bytesOf(said);
    const { target } = iq.attrs;
    if (target === undefined || network.directory.findByJid(target) === account) {
      changePicture(network, account, bytes);
      return toAnswer(account.profile.picture);
    }
    const group = getGroupOf(network, account, target);
    changeGroupPicture(network, group, { by: account, bytes });
    return toAnswer(group.picture);
  },
};

const getGroupOf = (network: Network, account: Account, target: string): Group => {
  const group = network.groups.find(target);
  if (group === undefined) throw new Refusal(404, 'item-not-found');
  if (!group.members.has(account.lid)) throw new Refusal(403, 'forbidden');
  if (group.isLocked && !isAdmin(group, account)) throw new Refusal(401, 'not-authorized');
  return group;
};

const toAnswer = (picture: { id: string } | null): WireNode[] =>
  picture === null ? [] : [node('picture', { id: picture.id })];

export const profilePicture: readonly QueryHandler[] = [look, change];
