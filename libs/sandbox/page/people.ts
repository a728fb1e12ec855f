import type { GroupView, Person } from '../src/control/conversation-view.ts';
import { act } from './ask.ts';
import { button, element, part } from './element.ts';
import { type Kept, keep } from './keep.ts';
import { select } from './selection.ts';
import type { State, Store } from './state.ts';
import { nameOf, numberOf } from './words.ts';

/** More than this nobody looks through: the rest is found by its name or number. */
const mostRows = 200;

/** The list of everybody: phones first, then numbers with a meaning, other contacts and groups; last, and folded, the
 * ordinary people, who are many and only there so that somebody is. */
export const showPeople = (store: Store): void => {
  const place = part('lists');
  const find = part('find');
  find.addEventListener('input', () => {
    if (find instanceof HTMLInputElement) store.set({ find: find.value });
  });
  place.addEventListener('keydown', moveByArrows);
  const newPhone = button('New phone', () => void act('POST', '/phones', {}), {
    class: 'small',
    title: 'A new person with a phone, to which devices can be linked',
  });

  const sections = {
    phones: createSection({ title: 'Phones', name: 'phones', tools: [newPhone] }),
    meaning: createSection({ title: 'Contacts with a meaning', name: 'meaning' }),
    contacts: createSection({ title: 'Other contacts', name: 'contacts' }),
    groups: createSection({ title: 'Groups', name: 'groups' }),
    ordinary: createSection({ title: 'Ordinary people', name: 'ordinary', isFolded: true }),
  };
  place.append(...Object.values(sections).map(({ root }) => root));

  let selected: string | null = null;
  let isFinding = false;
  store.watch((state) => {
    const people = state.people.filter(({ name, phone, meaning }) => isFound(state.find, [name, phone, meaning]));
    const rowsOf = (fits: (person: Person) => boolean): Kept[] =>
      people.filter(fits).map((who) => personRow(who, state));
    sections.phones.show(rowsOf(({ kind }) => kind === 'phone'));
    sections.meaning.show(rowsOf(({ kind, meaning }) => kind === 'contact' && meaning !== null));
    sections.contacts.show(
      rowsOf(({ kind, meaning, isOrdinary }) => kind === 'contact' && meaning === null && !isOrdinary),
    );
    sections.ordinary.show(rowsOf(({ isOrdinary }) => isOrdinary));
    const groups = state.groups.filter(({ subject }) => isFound(state.find, [subject]));
    sections.groups.show(groups.map((group) => groupRow(group, state)));
    if (isFinding !== (state.find !== '')) {
      isFinding = state.find !== '';
      sections.ordinary.root.toggleAttribute('open', isFinding);
    }
    const current = place.querySelector('[aria-current]');
    if (current !== null && selected !== state.selected) {
      selected = state.selected;
      current.closest('details')?.setAttribute('open', '');
      current.scrollIntoView({ block: 'nearest' });
    }
  });
};

type Section = { title: string; name: string; tools?: HTMLElement[]; isFolded?: boolean };

const createSection = ({ title, name, tools = [], isFolded = false }: Section) => {
  const list = element('ul', { 'aria-labelledby': `list-${name}` });
  const rest = element('p', { class: 'faint rest' });
  const heading = element('h2', { id: `list-${name}` }, [title]);
  const [whole, head] = isFolded ? (['details', 'summary'] as const) : (['section', 'header'] as const);
  const root = element(whole, { class: 'list' }, [element(head, {}, [heading, ...tools]), list, rest]);
  return {
    root,
    show: (rows: readonly Kept[]): void => {
      keep(list, rows.slice(0, mostRows));
      root.hidden = rows.length === 0 && tools.length === 0;
      const more = rows.length - mostRows;
      rest.textContent = more > 0 ? `and ${more} more: find them by name or number` : '';
    },
  };
};

const isFound = (find: string, texts: readonly (string | null)[]): boolean => {
  const wanted = find.trim().toLowerCase();
  const digits = wanted.replace(/[\s()+-]/gu, '');
  const isNumber = /^\d+$/u.test(digits);
  return texts.some((text) => text?.toLowerCase().includes(isNumber ? digits : wanted) === true);
};

const personRow = (person: Person, { selected }: State): Kept => {
  const { phone, kind, meaning, devices, unread } = person;
  const number = numberOf(phone);
  const label = nameOf(person);
  const connected = devices.filter((device) => device.connected).length;
  const about = kind === 'phone' ? linkedWords(devices.length, connected) : meaning;
  const isSelected = selected === phone;
  return {
    key: phone,
    looks: JSON.stringify([label, about, unread, isSelected]),
    make: () =>
      row({ label, number: label === number ? null : number, about, unread, isSelected }, () => select(phone)),
  };
};

const linkedWords = (linked: number, connected: number): string => {
  if (linked === 0) return 'No linked device';
  const devices = linked === 1 ? '1 linked device' : `${linked} linked devices`;
  if (connected === linked) return `${devices}, connected`;
  return connected === 0 ? `${devices}, not connected` : `${devices}, ${connected} connected`;
};

const groupRow = ({ id, subject, members }: GroupView, { people, selected, chat }: State): Kept => {
  // A group is looked at over somebody's shoulder: a contact's where there is one, since contacts can write in it.
  const contacts = new Set(people.flatMap(({ kind, phone }) => (kind === 'contact' ? [phone] : [])));
  const member = members.find(({ phone }) => contacts.has(phone)) ?? members[0];
  const isSelected = chat === id && members.some(({ phone }) => phone === selected);
  const about = members.length === 1 ? '1 member' : `${members.length} members`;
  return {
    key: id,
    looks: JSON.stringify([subject, about, isSelected, member?.phone]),
    make: () =>
      row({ label: subject, number: null, about, unread: 0, isSelected }, () => {
        if (member !== undefined) select(member.phone, id);
      }),
  };
};

type Looks = { label: string; number: string | null; about: string | null; unread: number; isSelected: boolean };

const row = ({ label, number, about, unread, isSelected }: Looks, press: () => void): HTMLElement => {
  const texts = [element('span', { class: 'name', dir: 'auto' }, [label])];
  if (number !== null) texts.push(element('span', { class: 'number' }, [number]));
  if (about !== null) texts.push(element('span', { class: 'about' }, [about]));
  if (unread > 0) texts.push(element('span', { class: 'unread', 'aria-label': `${unread} unread` }, [String(unread)]));
  const made = element('button', { type: 'button', 'aria-current': isSelected ? 'true' : undefined }, texts);
  made.addEventListener('click', press);
  return element('li', {}, [made]);
};

const moveByArrows = (event: KeyboardEvent): void => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || !(event.currentTarget instanceof HTMLElement)) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('li > button')];
  const at = rows.findIndex((button) => button === document.activeElement);
  if (at === -1) return;
  event.preventDefault();
  rows[at + step]?.focus();
};
