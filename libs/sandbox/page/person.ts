import type { GroupView, Person } from '../src/control/conversation-view.ts';
import { act } from './ask.ts';
import { button, element, part } from './element.ts';
import { keep } from './keep.ts';
import { select } from './selection.ts';
import { personOf, type Store } from './state.ts';
import { nameOf, numberOf } from './words.ts';

/** Who is selected, and what their hand can do on their telephone: link devices and take them off again. */
export const showPerson = (store: Store): void => {
  const place = part('person');
  store.watch((state) => {
    const person = personOf(state);
    place.hidden = person === null;
    if (person === null) return;
    const group = state.groups.find(({ id }) => id === state.chat);
    // Devices come and go while somebody pastes a code: the forms stay, so that nothing typed is lost.
    keep(place, [
      { key: `head ${person.phone}`, looks: JSON.stringify([person.name, person.meaning]), make: () => head(person) },
      ...(group === undefined
        ? []
        : [
            {
              key: `members ${group.id}`,
              looks: JSON.stringify([group, person.phone]),
              make: () => members(group, person),
            },
          ]),
      ...(person.kind === 'phone'
        ? [
            { key: `devices ${person.phone}`, looks: JSON.stringify(person.devices), make: () => devices(person) },
            { key: `linking ${person.phone}`, looks: '', make: () => linking(person) },
          ]
        : []),
    ]);
  });
};

const head = ({ name, phone, kind, meaning, isOnWhatsApp }: Person): HTMLElement => {
  const number = numberOf(phone);
  const shown = nameOf({ name, phone });
  const ordinary = isOnWhatsApp ? 'An ordinary contact.' : 'A number that is not on this network.';
  const about = kind === 'phone' ? 'A phone, to which devices can be linked.' : (meaning ?? ordinary);
  return element('header', {}, [
    element('h2', { dir: 'auto' }, [shown]),
    ...(shown !== number ? [element('p', { class: 'number' }, [number])] : []),
    element('p', { class: 'faint' }, [about]),
  ]);
};

/** Whoever is in the group that is looked at; a press changes whose telephone shows it. */
const members = ({ id, subject, members: all }: GroupView, { phone }: Person): HTMLElement =>
  element('section', {}, [
    element('h3', {}, [`Members of ${subject}`]),
    element(
      'div',
      { class: 'members', role: 'group', 'aria-label': 'Members' },
      all.map((member) =>
        button(element('span', { dir: 'auto' }, [nameOf(member)]), () => select(member.phone, id), {
          class: 'small tab',
          'aria-current': member.phone === phone ? 'true' : undefined,
        }),
      ),
    ),
  ]);

const devices = ({ phone, devices: linked }: Person): HTMLElement => {
  const unlink = (body: object): void => void act('POST', `/phones/${phone}/unlink`, body);
  const rows = linked.map(({ id, connected }) =>
    element('li', {}, [
      element('span', { class: connected ? 'dot on' : 'dot', 'aria-hidden': 'true' }),
      element('span', {}, [`Device ${id}, ${connected ? 'connected' : 'not connected'}`]),
      button('Unlink', () => unlink({ device: id }), { class: 'small', 'aria-label': `Unlink device ${id}` }),
    ]),
  );
  const none = element('p', { class: 'faint' }, ['None yet.']);
  return element('section', {}, [
    element('h3', {}, ['Linked devices']),
    linked.length === 0 ? none : element('ul', { class: 'devices' }, rows),
  ]);
};

const linking = ({ phone }: Person): HTMLElement => {
  const qr = element('textarea', { rows: '2', spellcheck: 'false', placeholder: 'The text of the QR code' });
  const code = element('input', { autocomplete: 'off', spellcheck: 'false', placeholder: 'ABCD-1234', maxlength: '9' });
  return element('section', { class: 'linking' }, [
    element('h3', {}, ['Link a device']),
    form('Scan a QR code', { field: qr, press: 'Scan' }, (text) => act('POST', `/phones/${phone}/scan`, { qr: text })),
    form('Enter a code', { field: code, press: 'Enter' }, (text) =>
      act('POST', `/phones/${phone}/enter-code`, { code: text }),
    ),
  ]);
};

type Entry = { field: HTMLInputElement | HTMLTextAreaElement; press: string };

const form = (label: string, { field, press }: Entry, work: (text: string) => Promise<boolean>): HTMLElement => {
  const submit = element('button', { type: 'submit' }, [press]);
  const made = element('form', {}, [element('label', {}, [label, field]), submit]);
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === '') return field.focus();
    submit.disabled = true;
    void work(text).then((isDone) => {
      submit.disabled = false;
      if (isDone) field.value = '';
    });
  });
  return made;
};
