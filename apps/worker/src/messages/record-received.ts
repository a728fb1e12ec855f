import type { ReceivedMessage, SessionStore } from '@parley/store';
import type { HeardMessage } from './inbox.ts';

/** Records messages, and takes them from where they were kept until now: both, or neither. */
export const recordReceived = async (
  { messages, vault }: SessionStore,
  heard: readonly HeardMessage[],
): Promise<void> => {
  await messages.receive(heard.map(toReceived));
  await vault.commit(heard.map(({ keptAs }) => ({ ...keptAs, value: null })));
};

const toReceived = ({ message }: HeardMessage): ReceivedMessage => ({
  whatsappId: message.id,
  person: { ...message.chat, name: message.name },
  by: message.by,
  type: message.content.kind,
  text: message.content.kind === 'text' ? message.content.text : null,
  at: message.at,
  isFromOffline: message.isOffline,
});
