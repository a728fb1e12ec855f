import type { Chat, Person, Said } from '../src/control/conversation-view.ts';
import { bubble } from './bubble.ts';
import { button, element } from './element.ts';
import { type Kept, keep } from './keep.ts';
import { dayOf } from './words.ts';

type Hooks = {
  /** What can be done with a message; null where nothing can. */
  actionsOf: (person: Person, said: Said, chat: Chat) => HTMLElement | null;
  showEarlier: () => void;
};

type Drawn = {
  person: Person | null;
  chat: Chat | null;
  /** What is said where there is no message. */
  instead: string;
};

export type MessageList = { root: HTMLElement; draw: (drawn: Drawn) => void };

/** The messages of one chat. Whoever is at their end stays there as more comes, and as pictures take their place;
 * whoever reads further up is left alone. */
export const createMessageList = ({ actionsOf, showEarlier }: Hooks): MessageList => {
  const earlier = button('Show earlier messages', showEarlier);
  const list = element('ol', { class: 'messages', 'aria-label': 'Messages' });
  const empty = element('p', { class: 'empty' });
  const root = element('div', { class: 'scroll', tabindex: '0', role: 'log', 'aria-label': 'Messages' }, [
    earlier,
    list,
    empty,
  ]);

  let isAtEnd = true;
  const toEnd = (): void => {
    isAtEnd = true;
    root.scrollTop = root.scrollHeight;
  };
  root.addEventListener('scroll', () => {
    isAtEnd = root.scrollHeight - root.scrollTop - root.clientHeight < 40;
  });
  const sizes = new ResizeObserver(() => isAtEnd && toEnd());
  for (const each of [list, root]) sizes.observe(each);
  const first = (): string | undefined => list.querySelector<HTMLElement>('.message')?.dataset['id'];

  let drawn = '';
  const draw = ({ person, chat, instead }: Drawn): void => {
    earlier.hidden = chat === null || chat.total <= chat.messages.length;
    empty.hidden = chat !== null && chat.messages.length > 0;
    empty.textContent = instead;
    const before = { first: first(), height: root.scrollHeight };
    const rows =
      chat === null || person === null ? [] : rowsOf(chat, person.phone, (said) => actionsOf(person, said, chat));
    keep(list, rows);
    const now = `${person?.phone} ${chat?.id}`;
    if (drawn !== now) toEnd();
    // What was said earlier came in above: what one reads stays where it is.
    else if (!isAtEnd && first() !== before.first) root.scrollTop += root.scrollHeight - before.height;
    drawn = now;
  };
  return { root, draw };
};

const rowsOf = (chat: Chat, phone: string, actionsOf: (said: Said) => HTMLElement | null): Kept[] => {
  let day = '';
  return chat.messages.flatMap((said) => {
    const message: Kept = {
      key: `${said.from} ${said.id}`,
      looks: JSON.stringify([phone, chat.id, said]),
      make: () => bubble(said, { phone, isGroup: chat.isGroup, actions: actionsOf(said) }),
    };
    const today = dayOf(said.at);
    if (today === day) return [message];
    day = today;
    return [{ key: today, looks: today, make: () => element('li', { class: 'day' }, [today]) }, message];
  });
};
