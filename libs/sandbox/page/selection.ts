import { fewMessages, type Store } from './state.ts';

type Selection = { selected: string | null; chat: string | null };

/** In the place of a chat: one with somebody who is still to be named. */
export const newChat = 'new';

/** Looks at somebody's telephone, and at one of its chats. It goes into the address, so that a link leads there, and back
 * leads back. */
export const select = (selected: string, chat: string | null = null): void => {
  location.hash = hashOf(selected, chat);
};

/** Stays with a chat that nobody chose but that is shown, so that nothing is written to another by mistake when that
 * becomes the latest. */
export const stay = (store: Store, selected: string, chat: string): void => {
  history.replaceState(null, '', hashOf(selected, chat));
  store.set({ chat });
};

const hashOf = (selected: string, chat: string | null): string =>
  `#${[selected, ...(chat === null ? [] : [chat])].map(encodeURIComponent).join('/')}`;

export const followAddress = (store: Store, changed: () => void): void => {
  const follow = (): void => {
    const { selected, chat } = readAddress();
    const before = store.get();
    if (selected === before.selected && chat === before.chat) return;
    const conversations = selected === before.selected ? before.conversations : null;
    store.set({ selected, chat, conversations, limit: fewMessages });
    changed();
  };
  addEventListener('hashchange', follow);
  follow();
};

const readAddress = (): Selection => {
  const [selected = '', chat = ''] = location.hash.slice(1).split('/').map(decode);
  return { selected: selected === '' ? null : selected, chat: chat === '' ? null : chat };
};

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
};
