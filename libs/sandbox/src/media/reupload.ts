import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { deliver } from '../delivery/deliver.ts';
import { notification } from '../delivery/notification.ts';
import type { LinkedDevice } from '../directory/account.ts';
import { attachmentOf } from '../handsets/attachment-of.ts';
import type { Network } from '../network.ts';
import { phoneServer, toJid } from '../wire/jid.ts';
import { bytesOf, getAttribute, getChild, node, type WireNode } from '../wire/node.ts';
import { openRetry, sealRetry } from './retry-secret.ts';

const { ResultType, encode } = proto.MediaRetryNotification;

/** A linked device has not found the media of a message on the host any more, and asks the telephone, which has its
 * own copy, to upload it again. The answer is a notification: where it lies now, or that it is nowhere. */
export const reupload = async (network: Network, device: LinkedDevice, request: WireNode): Promise<void> => {
  await device.account.handset.settled();
  const id = getAttribute(request, 'id');
  const asked = getChild(request, 'rmr');
  const tell = (answer: WireNode): void =>
    deliver(
      device,
      notification(network, { from: toJid(device.account.phone, phoneServer), type: 'mediaretry', id }, [
        node('rmr', asked.attrs),
        answer,
      ]),
    );
  const pointer = findPointer(network, device, { id, asked });
  if (pointer === null) return tell(node('error', { code: ResultType.NOT_FOUND }));
  const { mediaKey, directPath } = pointer;
  if (!isMeantFor(id, mediaKey, request)) return tell(node('error', { code: ResultType.DECRYPTION_ERROR }));
  const copy = network.media.find(directPath);
  const result =
    copy === undefined
      ? { stanzaId: id, result: ResultType.NOT_FOUND }
      : { stanzaId: id, result: ResultType.SUCCESS, directPath: network.media.renew(copy) };
  const { ciphertext, iv } = sealRetry(mediaKey, id, encode(result).finish());
  tell(node('encrypt', {}, [node('enc_p', {}, ciphertext), node('enc_iv', {}, iv)]));
};

/** Where the telephone was told that the media lies; null where it has no such message. */
const findPointer = (
  { directory }: Network,
  { account }: LinkedDevice,
  { id, asked }: { id: string; asked: WireNode },
): { mediaKey: Uint8Array; directPath: string } | null => {
  const author =
    asked.attrs['from_me'] === 'true'
      ? account
      : directory.findByJid(asked.attrs['participant'] ?? getAttribute(asked, 'jid'));
  const entry = author && account.handset.screen.find(id, author.phone);
  const pointer = entry && attachmentOf(entry)?.pointer;
  if (!pointer?.mediaKey || !pointer.directPath) return null;
  return { mediaKey: pointer.mediaKey, directPath: pointer.directPath };
};

/** Whether the device knows the key of the media, and means this message. */
const isMeantFor = (id: string, mediaKey: Uint8Array, request: WireNode): boolean => {
  const encrypted = getChild(request, 'encrypt');
  const secret = { ciphertext: bytesOf(getChild(encrypted, 'enc_p')), iv: bytesOf(getChild(encrypted, 'enc_iv')) };
  try {
    return proto.ServerErrorReceipt.decode(openRetry(mediaKey, id, secret)).stanzaId === id;
  } catch {
    return false;
  }
};
