import type { TestClient } from './test-client.ts';

export type Heard = {
  id: string;
  attrs: Record<string, string>;
  child: (tag: string) => HeardChild | undefined;
  /** What stands in the child of this name. */
  childrenOf: (child: string) => HeardChild[];
};
export type HeardChild = { tag: string; attrs: Record<string, string>; content: Buffer; children: HeardChild[] };

type Raw = { tag: string; attrs: Record<string, string>; content?: unknown };

const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null && 'tag' in value;

const toChildren = (content: unknown): HeardChild[] =>
  Array.isArray(content)
    ? content.filter(isRaw).map(({ tag, attrs, content: inner }) => ({
        tag,
        attrs,
        content: inner instanceof Uint8Array ? Buffer.from(inner) : Buffer.from(typeof inner === 'string' ? inner : ''),
        children: toChildren(inner),
      }))
    : [];

export const toHeard = (stanza: unknown): Heard => {
  if (!isRaw(stanza)) throw new Error('not a stanza');
  return {
    id: stanza.attrs['id'] ?? '',
    attrs: stanza.attrs,
    child: (tag) => toChildren(stanza.content).find((child) => child.tag === tag),
    childrenOf: (child) => toChildren(stanza.content).find(({ tag }) => tag === child)?.children ?? [],
  };
};

/** The next stanza that a client hears under one of Baileys' own names for them, beside what Baileys makes of it. */
export const stanzaOf = (client: TestClient, name: string): Promise<Heard> =>
  new Promise((resolve) => client.socket().ws.once(name, (stanza: unknown) => resolve(toHeard(stanza))));
