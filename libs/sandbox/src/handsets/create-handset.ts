import type { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { react } from '../contacts/react.ts';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { answerRequest } from '../phones/answer-request.ts';
import type { Address } from '../signal/address.ts';
import { createPeer, type PeerState } from '../signal/peer.ts';
import { createSenderKeys, type SenderKeysState } from '../signal/sender-keys.ts';
import { parseJid, toJid } from '../wire/jid.ts';
import { newId } from '../wire/new-id.ts';
import { getAttribute, type WireNode } from '../wire/node.ts';
import { askAgain } from './ask-again.ts';
import { confirm } from './confirm.ts';
import type { Handset } from './handset.ts';
import { openStanza } from './open-stanza.ts';
import { resend } from './resend.ts';
import { createScreen, type Entry } from './screen.ts';
import { show } from './show.ts';
import { createUnopened } from './unopened.ts';
import { write } from './write.ts';

/** What a telephone had before it was switched off. */
export type KeptHandset = { peer: PeerState; senderKeys: SenderKeysState; entries: readonly Entry[] };

/** A telephone for whoever has this number; it looks its account up when it needs it, since it is made first. */
export const createHandset = (network: Network, phone: string, kept?: KeptHandset): Handset => {
  let keys = { peer: createPeer(kept?.peer), senderKeys: createSenderKeys(kept?.senderKeys) };
  const screen = createScreen();
  for (const entry of kept?.entries ?? []) screen.put(entry);
  const unopened = createUnopened();
  let queue: Promise<void> = Promise.resolve();
  const owner = (): Account => network.directory.getByPhone(phone);

  const take = async (sender: Address, stanza: WireNode): Promise<void> => {
    const id = getAttribute(stanza, 'id');
    const from = network.directory.findByLid(sender.lid)?.phone ?? sender.lid;
    const known = screen.find(id, from)?.shown;
    let message: proto.Message | null = null;
    try {
      message = openStanza(keys, sender, stanza);
    } catch (error) {
      // A frame that comes twice cannot be opened twice; there is nothing to ask for.
      if (known === undefined) askAgain(network, owner(), { unopened, sender, stanza, error });
    }
    if (known === undefined && message === null) return;
    // Where it was sent is for the account's own devices to say: another would put words into a chat that is not its.
    if (from !== phone && message?.deviceSentMessage)
      throw new Error('somebody else says where an account has written');
    const said = message?.deviceSentMessage?.message ?? message;
    const asked = from === phone ? said?.protocolMessage?.peerDataOperationRequestMessage : null;
    if (asked) return answerRequest(network, owner(), { device: sender.device, id, asked });
    if (known !== undefined) known.frames += 1;
    const frames = 1 + unopened.settle(id, sender);
    const chat = chatOf(stanza, message);
    const shown = known ?? (message && show(network, owner(), { screen, id, from, chat, message, frames }));
    if (shown !== null && from !== phone) react(network, owner(), shown);
  };

  return {
    get peer() {
      return keys.peer;
    },
    get senderKeys() {
      return keys.senderKeys;
    },
    get shown() {
      return screen.all();
    },
    screen,
    receive: (sender, stanza) => {
      queue = queue
        .then(() => take(sender, stanza))
        .catch((error: unknown) => void network.strangeness.write(null, error));
    },
    write: async ({ to, message }) => {
      const id = newId();
      show(network, owner(), { screen, id, from: phone, chat: to, message, frames: 0 });
      write(network, owner(), { to, message, id });
      return id;
    },
    confirm: (entry, type) => confirm(network, owner(), { entry, type }),
    resend: (asked) => {
      try {
        resend(network, owner(), asked);
      } catch (error) {
        // The keys came from whoever asks: with wrong ones nothing can be written to it.
        network.strangeness.write(null, error);
      }
    },
    reinstall: () => {
      keys = { peer: createPeer(), senderKeys: createSenderKeys() };
    },
    settled: () => queue,
  };
};

/** Where a message belongs: with whoever it came from, or, where the account wrote it on another device, went to. */
const chatOf = (stanza: WireNode, message: proto.IMessage | null): string => {
  const { user, server } = parseJid(
    message?.deviceSentMessage?.destinationJid || stanza.attrs['recipient'] || getAttribute(stanza, 'from'),
  );
  return toJid(user, server);
};
