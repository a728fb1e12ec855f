import { unlinkDevice } from '../phones/unlink-device.ts';
import { parseJid } from '../wire/jid.ts';
import { getAttribute, getChild } from '../wire/node.ts';
import { type QueryHandler, Refusal } from './handler.ts';

/** A client wants to be linked no longer. Others are not its to remove: that is for the phone. */
export const removeCompanion: QueryHandler = {
  name: 'remove-companion',
  xmlns: 'md',
  type: 'set',
  child: 'remove-companion-device',
  answer: (network, { account, device }, iq) => {
    const jid = getAttribute(getChild(iq, 'remove-companion-device'), 'jid');
    if (network.directory.findByJid(jid) !== account || parseJid(jid).device !== device.id)
      throw new Refusal(403, 'a device removes itself alone');
    // Once it has heard the answer.
    setImmediate(() => unlinkDevice(network, device));
    return [];
  },
};
