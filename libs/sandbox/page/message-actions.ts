import type { Chat, Person, Said } from '../src/control/conversation-view.ts';
import { act } from './ask.ts';
import { button, element } from './element.ts';

export type Answering = { kind: 'reply' | 'edit'; said: Said };

const emojis = ['👍', '❤️', '😂', '😮', '🙏'];

/** What a contact can do with one message, behind one button on it. */
export const createMessageActions = (answer: (answering: Answering) => void) => {
  const menu = element('div', { class: 'menu', popover: true, role: 'group', 'aria-label': 'Do with this message' });
  document.body.append(menu);

  return (person: Person, said: Said, chat: Chat): HTMLElement | null => {
    if (person.kind !== 'contact' || said.isRevoked) return null;
    const opener = button('⋯', () => open(), { class: 'open', 'aria-label': 'Do something with this message' });

    const open = (): void => {
      const does = (label: string, work: () => void, name = label): HTMLElement =>
        button(
          label,
          () => {
            menu.hidePopover();
            work();
          },
          { 'aria-label': name },
        );
      const write = (body: object): void =>
        void act('POST', `/contacts/${person.phone}/messages`, { to: chat.id, ...body });
      const react = emojis.map((emoji) =>
        does(emoji, () => write({ reaction: { id: said.id, emoji } }), `React with ${emoji}`),
      );
      const receipt = (type: string): void =>
        void act('POST', `/contacts/${person.phone}/receipts`, { id: said.id, type });
      const theirs = [
        does('Reply', () => answer({ kind: 'reply', said })),
        does('Say that it was delivered', () => receipt('delivered')),
        does('Say that it was read', () => receipt('read')),
        ...(said.poll?.options ?? []).map(({ text }) =>
          does(`Vote “${text}”`, () => write({ vote: { id: said.id, options: [text] } })),
        ),
      ];
      const own = [
        ...(said.type === 'text' ? [does('Edit', () => answer({ kind: 'edit', said }))] : []),
        does('Delete for everyone', () => write({ revoke: { id: said.id } })),
      ];
      menu.replaceChildren(element('div', { class: 'emojis' }, react), ...(said.isOwn ? own : theirs));
      menu.showPopover();
      place(menu, opener);
      menu.querySelector('button')?.focus();
    };
    return opener;
  };
};

/** Beside what opened it, wherever there is room. */
const place = (menu: HTMLElement, opener: HTMLElement): void => {
  const { left, bottom, top } = opener.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = bottom + 4;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${below + height > innerHeight ? Math.max(8, top - height - 4) : below}px`;
};
