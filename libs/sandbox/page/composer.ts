import type { Person } from '../src/control/conversation-view.ts';
import { createAttachments } from './attachments.ts';
import { act } from './ask.ts';
import { button, element } from './element.ts';
import type { Answering } from './message-actions.ts';
import { select } from './selection.ts';
import type { Store } from './state.ts';
import { nameOf } from './words.ts';

export type Composer = {
  root: HTMLElement;
  /** For whom it writes, and to whom. */
  draw: (person: Person | null, chat: string | null) => void;
  /** What is written next answers a message, or takes its place. */
  answer: (answering: Answering) => void;
};

/** Where one writes as somebody. */
export const createComposer = (store: Store): Composer => {
  const to = element('input', {
    list: 'numbers',
    inputmode: 'tel',
    placeholder: 'Number or group',
    'aria-label': 'To',
  });
  const numbers = element('datalist', { id: 'numbers' });
  const text = element('textarea', { rows: '1', enterkeyhint: 'send', 'aria-label': 'Message' });
  const send = element('button', { type: 'submit', class: 'main' }, ['Send']);
  const quote = element('span', { dir: 'auto' });
  const answering = element('p', { class: 'answering', hidden: true }, [quote, button('Cancel', () => answer(null))]);
  const row = element('div', { class: 'row' });
  const root = element('form', { class: 'composer', 'aria-label': 'Write', novalidate: true }, [
    answering,
    to,
    numbers,
    row,
  ]);

  let writer: Person | null = null;
  let chat: string | null = null;
  let answered: Answering | null = null;

  const target = (): string => chat ?? to.value.replace(/[\s()+]/gu, '');
  const write = async (body: object): Promise<boolean> => {
    if (writer === null) return false;
    const { kind, phone } = writer;
    const path = kind === 'phone' ? `/phones/${phone}/send` : `/contacts/${phone}/messages`;
    const isDone = await act('POST', path, { to: target(), ...body });
    if (isDone && chat === null) select(phone, target());
    return isDone;
  };
  const presence = (state: string): void =>
    void (writer !== null && act('POST', `/contacts/${writer.phone}/presence`, { to: target(), state }));
  const attachments = createAttachments({ write, presence });
  row.append(attachments.root, text, send);

  const answer = (next: Answering | null): void => {
    answered = next;
    answering.hidden = next === null;
    if (next === null) return;
    quote.textContent = `${next.kind === 'edit' ? 'Edit' : 'Reply to'}: ${next.said.text ?? next.said.type}`;
    if (next.kind === 'edit') text.value = next.said.text ?? '';
    text.focus();
  };

  const submit = async (): Promise<void> => {
    const written = text.value.trim();
    if (written === '') return;
    const id = answered?.said.id;
    const isDone = await write(
      answered?.kind === 'edit'
        ? { edit: { id, text: written } }
        : { text: written, ...(id === undefined ? {} : { replyTo: id }) },
    );
    if (!isDone) return;
    text.value = '';
    answer(null);
  };
  root.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    root.requestSubmit();
  });

  return {
    root,
    answer,
    draw: (person, next) => {
      // That the chat becomes known takes nothing away from what is being written.
      if (person?.phone !== writer?.phone || (chat !== null && next !== chat)) {
        text.value = '';
        answer(null);
      }
      writer = person;
      chat = next;
      root.hidden = person === null;
      to.hidden = next !== null;
      if (person === null) return;
      text.placeholder = `Write as ${nameOf(person)}`;
      attachments.root.hidden = person.kind === 'phone';
      const others = store.get().people.filter(({ kind }) => kind !== person.kind);
      numbers.replaceChildren(
        ...others.slice(0, 50).map(({ phone, name }) => element('option', { value: phone }, [name])),
      );
    },
  };
};
