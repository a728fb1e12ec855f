/** What both sides say to each other: WhatsApp's binary XML. A stanza is a node that stands for itself. */
export type WireNode = {
  tag: string;
  attrs: Record<string, string>;
  content?: WireNode[] | Buffer | string;
};

/** Builds a node; attributes that are undefined are left out. */
export const node = (
  tag: string,
  attrs: Record<string, string | number | undefined> = {},
  content?: WireNode['content'],
): WireNode => {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(attrs)) if (value !== undefined) kept[key] = String(value);
  return content === undefined ? { tag, attrs: kept } : { tag, attrs: kept, content };
};

export const childrenOf = (parent: WireNode, tag?: string): WireNode[] =>
  Array.isArray(parent.content) ? parent.content.filter((child) => tag === undefined || child.tag === tag) : [];

export const findChild = (parent: WireNode, tag: string): WireNode | undefined =>
  Array.isArray(parent.content) ? parent.content.find((child) => child.tag === tag) : undefined;

/** The child that has to be there. */
export const getChild = (parent: WireNode, tag: string): WireNode => {
  const found = findChild(parent, tag);
  if (found === undefined) throw new MalformedStanza(`<${parent.tag}> needs <${tag}>`);
  return found;
};

export const getAttribute = (of: WireNode, name: string): string => {
  const value = of.attrs[name];
  if (value === undefined || value === '') throw new MalformedStanza(`<${of.tag}> needs ${name}`);
  return value;
};

/** The bytes a node holds; text counts as its bytes, since the codec may have found it in its dictionary. */
export const bytesOf = (of: WireNode): Buffer => {
  if (Buffer.isBuffer(of.content)) return of.content;
  if (typeof of.content === 'string') return Buffer.from(of.content);
  throw new MalformedStanza(`<${of.tag}> needs bytes`);
};

/** The bytes of a child, which has to have as many. */
export const getBytes = (parent: WireNode, tag: string, length: number): Buffer => {
  const bytes = bytesOf(getChild(parent, tag));
  if (bytes.length !== length) throw new MalformedStanza(`<${tag}> needs ${length} bytes`);
  return bytes;
};

/** What a client said does not have the shape it must have. */
export class MalformedStanza extends Error {}
