import type { Chat, Person } from '../src/control/conversation-view.ts';
import { element } from './element.ts';
import type { Kept } from './keep.ts';
import { newChat, select } from './selection.ts';
import type { State } from './state.ts';
import { nameOf } from './words.ts';

/** A tab for each chat of somebody, and one to begin another. */
export const chatTabs = ({ conversations, chat: current }: State, { phone }: Person): Kept[] => {
  const chats = conversations?.chats ?? [];
  const all = chats.map(({ id, name, unread }: Chat) => ({ id, name: nameOf({ name, phone: id }), unread }));
  // Whoever has no chat yet begins one anyhow.
  if (all.length > 0) all.push({ id: newChat, name: 'New chat', unread: 0 });
  return all.map(({ id, name, unread }) => ({
    key: id,
    looks: JSON.stringify([name, unread, id === current]),
    make: () => {
      const count = unread === 0 ? [] : [element('span', { class: 'unread' }, [String(unread)])];
      const tab = element(
        'button',
        { type: 'button', class: 'tab', 'aria-current': id === current ? 'true' : undefined },
        [element('span', { dir: 'auto' }, [name]), ...count],
      );
      tab.addEventListener('click', () => select(phone, id));
      return tab;
    },
  }));
};
