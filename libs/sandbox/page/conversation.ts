import type { Chat, Person } from '../src/control/conversation-view.ts';
import { act } from './ask.ts';
import { chatTabs } from './chat-tabs.ts';
import { createComposer } from './composer.ts';
import { button, element, part } from './element.ts';
import { keep } from './keep.ts';
import { createMessageActions } from './message-actions.ts';
import { createMessageList } from './message-list.ts';
import { newChat } from './selection.ts';
import { chatOf, fewMessages, personOf, type State, type Store } from './state.ts';
import { nameOf } from './words.ts';

/** The chats of whoever is selected, the messages of one of them, and where one writes. */
export const showConversation = (store: Store, askAgain: () => void): void => {
  const title = element('h2', { dir: 'auto' });
  const about = element('p', { class: 'faint' });
  const read = button('Read', () => {
    const { selected, chat } = store.get();
    void act('POST', `/phones/${selected}/read`, { chat });
  });
  read.title = 'Read this chat on the telephone itself';
  const tabs = element('nav', { class: 'chats', 'aria-label': 'Chats' });
  const header = element('header', {}, [element('div', { class: 'who' }, [title, about, read]), tabs]);
  const composer = createComposer(store);
  const messages = createMessageList({
    actionsOf: createMessageActions(composer.answer),
    showEarlier: () => {
      store.set({ limit: store.get().limit + 5 * fewMessages });
      askAgain();
    },
  });
  part('conversation').append(header, messages.root, composer.root);

  let shown: string | null = null;
  store.watch((state) => {
    const person = personOf(state);
    const chat = chatOf(state);
    header.hidden = person === null;
    read.hidden = person?.kind !== 'phone' || chat === null || chat.unread === 0;
    title.textContent = person === null ? '' : titleOf(state, person, chat);
    about.textContent = person === null ? '' : `As the telephone of ${nameOf(person)} shows it`;
    keep(tabs, person === null ? [] : chatTabs(state, person));
    const current = tabs.querySelector('[aria-current]');
    if (current !== null && shown !== state.chat) {
      shown = state.chat;
      current.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    messages.draw({ person, chat, instead: insteadOf(state, person) });
    composer.draw(person, state.chat === newChat ? null : state.chat);
  });
};

/** Whom one talks to here, also before anything has been said. */
const titleOf = ({ people, groups, chat: wanted }: State, person: Person, chat: Chat | null): string => {
  if (chat !== null) return nameOf({ name: chat.name, phone: chat.id });
  if (wanted === newChat) return 'New chat';
  const other = people.find(({ phone }) => phone === wanted);
  if (other !== undefined) return nameOf(other);
  return groups.find(({ id }) => id === wanted)?.subject ?? `The telephone of ${nameOf(person)}`;
};

/** What is said where there are no messages. */
const insteadOf = ({ people, selected }: State, person: Person | null): string => {
  if (!people.some(({ kind }) => kind === 'phone'))
    return 'There is no phone yet. Make one on the left, and link a device to it.';
  if (selected === null) return 'Choose somebody on the left to see their telephone.';
  if (person === null) return `Nobody here has the number ${selected}.`;
  return 'Nothing has been said here yet.';
};
