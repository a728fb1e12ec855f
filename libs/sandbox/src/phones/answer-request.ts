import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { deliver } from '../delivery/deliver.ts';
import type { Account, LinkedDevice } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { chatJid, historyOf, type Past } from './history.ts';
import { tellDevice } from './tell-device.ts';
import { notifyOfHistory, toConversation } from './tell-history.ts';

const { PeerDataOperationRequestType } = proto.Message;
const { Type } = proto.Message.ProtocolMessage;
const { EndOfHistoryTransferType } = proto.Conversation;

/** What a linked device asks its phone for, in a message that only the phone can read. */
export type Request = { device: number; id: string; asked: proto.Message.IPeerDataOperationRequestMessage };

/** The phone looks up what one of its devices lacks: older messages of a chat, or single ones that it could not read. */
export const answerRequest = (network: Network, account: Account, request: Request): void => {
  const device = account.devices.get(request.device);
  if (device === undefined) return;
  const { peerDataOperationRequestType: type, historySyncOnDemandRequest: older } = request.asked;
  const lacking = request.asked.placeholderMessageResendRequest ?? [];
  if (older) return tell(network, device, olderMessages(network, account, { older, id: request.id }));
  if (lacking.length > 0) return tell(network, device, singleMessages(network, account, { lacking, id: request.id }));
  network.strangeness.write(device.connection?.id ?? null, `a phone cannot answer a request of type ${type}`);
};

const tell = (network: Network, device: LinkedDevice, told: proto.Message.IProtocolMessage): void => {
  const stanza = tellDevice(network, device, told);
  if (stanza !== null) deliver(device, stanza);
};

type Older = proto.Message.PeerDataOperationRequestMessage.IHistorySyncOnDemandRequest;

const olderMessages = (
  network: Network,
  account: Account,
  { older, id }: { older: Older; id: string },
): proto.Message.IProtocolMessage => {
  const { chatJid: chat, oldestMsgId, oldestMsgTimestampMs, onDemandMsgCount } = older;
  const jid = chatJid(network, chat ?? '');
  const past: Past = historyOf(network, account).find(({ about }) => about.id === jid) ?? {
    about: { id: jid },
    messages: [],
  };
  const known = past.messages.findIndex(({ key }) => key?.id === oldestMsgId);
  const before = Number(oldestMsgTimestampMs ?? 0) / 1000;
  const rest =
    known === -1
      ? past.messages.filter(({ messageTimestamp }) => Number(messageTimestamp) < before)
      : past.messages.slice(known + 1);
  const messages = rest.slice(0, onDemandMsgCount ?? 50);
  const endOfHistoryTransferType =
    messages.length < rest.length
      ? EndOfHistoryTransferType.COMPLETE_BUT_MORE_MESSAGES_REMAIN_ON_PRIMARY
      : EndOfHistoryTransferType.COMPLETE_AND_NO_MORE_MESSAGE_REMAIN_ON_PRIMARY;
  const conversation = { ...toConversation({ ...past, messages }), endOfHistoryTransferType };
  return notifyOfHistory(network, account, {
    syncType: proto.HistorySync.HistorySyncType.ON_DEMAND,
    conversations: [conversation],
    progress: 100,
    askedIn: id,
  });
};

const singleMessages = (
  network: Network,
  account: Account,
  {
    lacking,
    id,
  }: { lacking: proto.Message.PeerDataOperationRequestMessage.IPlaceholderMessageResendRequest[]; id: string },
): proto.Message.IProtocolMessage => {
  const wanted = new Set(lacking.map(({ messageKey }) => messageKey?.id));
  const all = historyOf(network, account).flatMap(({ messages }) => messages);
  return {
    type: Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
    peerDataOperationRequestResponseMessage: {
      peerDataOperationRequestType: PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND,
      stanzaId: id,
      peerDataOperationResult: all.flatMap((found) => {
        // Each once, however often it is asked for.
        if (!wanted.delete(found.key?.id)) return [];
        const webMessageInfoBytes = proto.WebMessageInfo.encode(found).finish();
        return [{ placeholderMessageResendResponse: { webMessageInfoBytes } }];
      }),
    },
  };
};
