import { deliverToAll } from '../delivery/deliver.ts';
import { notification } from '../delivery/notification.ts';
import type { Network } from '../network.ts';
import { lidServer, toJid } from '../wire/jid.ts';
import type { WireNode } from '../wire/node.ts';
import type { Group } from './group.ts';
import { phoneJidOf } from './to-group-node.ts';

type News = {
  /** LID of whoever changed something. */
  by: string;
  change: WireNode;
  /** LIDs of those who are told; everybody in the group where it is left out. */
  to?: Iterable<string>;
  /** What kind of news it is; of the group itself where it is left out. */
  type?: 'w:gp2' | 'picture';
};

/** Tells every linked device of the members what has changed in their group, those of whoever changed it as well. */
export const notifyMembers = (
  network: Network,
  group: Group,
  { by, change, to = group.members.keys(), type = 'w:gp2' }: News,
): void => {
  const head = {
    from: group.id,
    type,
    participant: toJid(by, lidServer),
    participant_pn: phoneJidOf(network, by),
    notify: network.directory.findByLid(by)?.name,
    addressing_mode: 'lid',
  };
  const news = notification(network, head, [change]);
  for (const lid of to) {
    const member = network.directory.findByLid(lid);
    if (member !== undefined) deliverToAll(member, news);
  }
  network.live.tell({ kind: 'group', phone: group.id });
};
