import type { Said } from '../src/control/conversation-view.ts';
import { element } from './element.ts';
import { nameOf, numberOf, sizeOf, states, timeOf } from './words.ts';

export type BubbleOptions = {
  /** Whose telephone shows it. */
  phone: string;
  isGroup: boolean;
  /** What can be done with it; null where nothing can. */
  actions: HTMLElement | null;
};

/** One message. Everything in it that came from somebody is text. */
export const bubble = (said: Said, { phone, isGroup, actions }: BubbleOptions): HTMLElement => {
  const author = nameOf({ name: said.name, phone: said.from });
  if (said.notice !== null) return element('li', { class: 'notice' }, [`${author} ${said.notice}`]);
  const body = element('div', { class: 'bubble' });
  if (isGroup && !said.isOwn) body.append(element('p', { class: 'author', dir: 'auto' }, [author]));
  if (said.replyTo !== null) body.append(element('blockquote', { dir: 'auto' }, [said.replyTo]));
  body.append(...(said.isRevoked ? [faint('This message was deleted')] : contents(said, phone)));
  body.append(foot(said));
  if (said.reactions.length > 0) body.append(reactions(said));
  const parts = actions === null ? [body] : [body, actions];
  const from = said.isOwn ? 'own' : 'theirs';
  return element('li', { class: `message ${from}`, 'data-id': said.id }, parts);
};

const contents = (said: Said, phone: string): HTMLElement[] => {
  const parts: HTMLElement[] = [];
  const { media, location, contacts, poll, text } = said;
  if (media !== null) parts.push(mediaOf(said, phone, media));
  if (location !== null) {
    const place = `${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`;
    parts.push(card('Location', location.name ?? place, location.name === null ? '' : place));
  }
  for (const { name, phone: number } of contacts)
    parts.push(card('Contact', name, number === '' ? '' : numberOf(number)));
  if (poll !== null) parts.push(pollOf(poll));
  if (text !== null && text !== '') parts.push(element('p', { class: 'text', dir: 'auto' }, [text]));
  return parts.length > 0 ? parts : [faint(`A message of the type “${said.type}”`)];
};

const faint = (text: string): HTMLElement => element('p', { class: 'text faint' }, [text]);

const card = (kind: string, title: string, detail: string): HTMLElement =>
  element('div', { class: 'card' }, [
    element('span', { class: 'kind' }, [kind]),
    element('strong', { dir: 'auto' }, [title]),
    ...(detail === '' ? [] : [element('span', { class: 'faint' }, [detail])]),
  ]);

type Media = NonNullable<Said['media']>;

const mediaOf = (said: Said, phone: string, media: Media): HTMLElement => {
  const src = `/media/${encodeURIComponent(phone)}/${encodeURIComponent(said.id)}`;
  const about = `${media.mimetype}, ${sizeOf(media.bytes)}`;
  const instead = card(media.filename === null ? said.type : 'document', media.filename ?? media.mimetype, about);
  if (said.type !== 'image' && said.type !== 'sticker') return instead;
  const image = element('img', { src, alt: said.text ?? `A picture: ${about}`, title: about, loading: 'lazy' });
  image.addEventListener('error', () => image.replaceWith(instead), { once: true });
  return image;
};

const pollOf = ({ question, options }: NonNullable<Said['poll']>): HTMLElement => {
  const most = Math.max(1, ...options.map(({ votes }) => votes));
  const rows = options.map(({ text, votes }) =>
    element('li', {}, [
      element('span', { dir: 'auto' }, [text]),
      element('span', { class: 'votes' }, [votes === 1 ? '1 vote' : `${votes} votes`]),
      element('meter', { min: '0', max: String(most), value: String(votes), 'aria-hidden': 'true' }),
    ]),
  );
  return element('div', { class: 'card poll' }, [
    element('span', { class: 'kind' }, ['Poll']),
    element('strong', { dir: 'auto' }, [question]),
    element('ul', {}, rows),
  ]);
};

const foot = ({ at, isOwn, isEdited, isRevoked, frames, state }: Said): HTMLElement => {
  const parts: (Node | string)[] = [];
  if (isEdited && !isRevoked) parts.push('edited');
  if (frames > 1) parts.push(element('span', { title: `A frame with its id came ${frames} times` }, [`×${frames}`]));
  parts.push(element('time', { datetime: at, title: new Date(at).toLocaleString() }, [timeOf(at)]));
  if (state !== null) {
    const { mark, words } = states[state];
    const title = isOwn ? words : `${words} (as its author is told)`;
    parts.push(element('span', { class: `state ${state}`, title, role: 'img', 'aria-label': title }, [mark]));
  }
  return element('p', { class: 'foot' }, parts);
};

const reactions = ({ reactions: all }: Said): HTMLElement => {
  const names = all.map(({ name, emoji }) => `${emoji} ${name}`).join(', ');
  const emojis = [...new Set(all.map(({ emoji }) => emoji))].join(' ');
  const count = all.length > 1 ? ` ${all.length}` : '';
  return element('p', { class: 'reactions', title: names, 'aria-label': `Reactions: ${names}` }, [`${emojis}${count}`]);
};
