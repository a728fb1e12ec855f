import { button, element } from './element.ts';
import { sayTrouble } from './trouble.ts';

type Acts = {
  write: (body: object) => Promise<boolean>;
  presence: (state: string) => void;
};

export type Attachments = { root: HTMLElement };

/** What a contact can send besides text, and what it can be seen doing. */
export const createAttachments = ({ write, presence }: Acts): Attachments => {
  const menu = element('div', { class: 'menu', popover: true, id: 'attachments', role: 'group', 'aria-label': 'Send' });
  const opener = element(
    'button',
    { type: 'button', class: 'attach', popovertarget: 'attachments', 'aria-label': 'Send something else' },
    ['+'],
  );
  const file = element('input', { type: 'file', hidden: true, 'aria-label': 'A file to send' });
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    file.value = '';
    if (chosen !== undefined) void toMedia(chosen).then((media) => write({ media }), sayTrouble);
  });

  const location = createForm('Send a location', [
    { name: 'latitude', label: 'Latitude', value: '38.7223', type: 'number' },
    { name: 'longitude', label: 'Longitude', value: '-9.1393', type: 'number' },
    { name: 'name', label: 'Name', value: 'Lisbon' },
  ]);
  const contact = createForm('Send a contact', [
    { name: 'name', label: 'Name', value: 'Ana' },
    { name: 'phone', label: 'Number', value: '12025550120' },
  ]);
  const poll = createForm('Send a poll', [
    { name: 'question', label: 'Question', value: 'Which day?' },
    { name: 'options', label: 'Options, parted by commas', value: 'Monday, Tuesday' },
  ]);

  const does = (label: string, work: () => void): HTMLElement =>
    button(label, () => {
      menu.hidePopover();
      work();
    });
  menu.append(
    does('Picture or file…', () => file.click()),
    does('Location…', () =>
      location.ask(({ latitude, longitude, name }) =>
        write({ location: { latitude: Number(latitude), longitude: Number(longitude), name } }),
      ),
    ),
    does('Contact…', () => contact.ask((fields) => write({ contact: fields }))),
    does('Poll…', () =>
      poll.ask(({ question, options }) =>
        write({ poll: { question, options: options?.split(',').map((option) => option.trim()) } }),
      ),
    ),
    does('Be seen typing', () => presence('typing')),
    does('Be seen recording', () => presence('recording')),
    does('Be seen online', () => presence('online')),
  );
  menu.addEventListener('toggle', () => {
    const { left, top } = opener.getBoundingClientRect();
    menu.style.left = `${left}px`;
    menu.style.top = `${Math.max(8, top - menu.offsetHeight - 6)}px`;
  });
  return {
    root: element('div', { class: 'attachments' }, [opener, menu, file, location.root, contact.root, poll.root]),
  };
};

const toMedia = async (file: File) => {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result)));
    reader.addEventListener('error', () => reject(new Error('this file cannot be read')));
    reader.readAsDataURL(file);
  });
  const [kind = ''] = file.type.split('/');
  return {
    type: ['image', 'video', 'audio'].includes(kind) ? kind : 'document',
    mimetype: file.type === '' ? 'application/octet-stream' : file.type,
    base64: url.slice(url.indexOf(',') + 1),
    filename: file.name,
  };
};

type Field = { name: string; label: string; value: string; type?: string };
type Answer = (fields: Record<string, string>) => Promise<boolean>;

/** A small form that comes up, and goes once what it asks for is sent. */
const createForm = (title: string, fields: readonly Field[]) => {
  const inputs = fields.map(({ name, value, type = 'text' }) =>
    element('input', { name, value, type, step: type === 'number' ? 'any' : undefined, required: true }),
  );
  const labels = fields.map(({ label }, index) => element('label', {}, [label, ...inputs.slice(index, index + 1)]));
  const cancel = button('Cancel', () => root.close());
  const send = element('button', { class: 'main', type: 'button' }, ['Send']);
  const root = element('dialog', { 'aria-label': title }, [
    element('h2', {}, [title]),
    ...labels,
    element('footer', {}, [cancel, send]),
  ]);
  let done: Answer = async () => false;
  const submit = async (): Promise<void> => {
    if (!inputs.every((input) => input.reportValidity())) return;
    if (await done(Object.fromEntries(inputs.map(({ name, value }) => [name, value])))) root.close();
  };
  send.addEventListener('click', () => void submit());
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    void submit();
  });
  return {
    root,
    ask: (next: Answer): void => {
      done = next;
      root.showModal();
    },
  };
};
