import type { Stanza } from './raw-shape.ts';

/** A stanza as Baileys prints it; one without a name where it cannot be told what it is. Nothing in the print is
 * escaped, so that a text which looks like a tag is taken for one: that is no place to look for what a stanza says. */
export const readPrinted = (whole: string): Stanza => {
  const printed = whole.slice(0, maxPrint);
  const root: Stanza = { tag: '', attrs: {}, length: 0, children: [] };
  const open = [root];
  let end = 0;
  for (const { 0: found, 1: isEnd, 2: tag = '', 3: attributes = '', 4: isEmpty, index } of printed.matchAll(tags)) {
    const inside = open.at(-1) ?? root;
    inside.length += lengthOf(printed.slice(end, index));
    end = index + found.length;
    if (isEnd === '/') {
      if (open.length > 1 && inside.tag === tag) open.pop();
      continue;
    }
    const stanza = { tag, attrs: readAttributes(attributes), length: 0, children: [] };
    inside.children.push(stanza);
    if (isEmpty !== '/') open.push(stanza);
  }
  const inside = open.at(-1) ?? root;
  inside.length += lengthOf(whole.slice(end));
  return root.children[0] ?? root;
};

/** What comes behind that is only counted. */
const maxPrint = 200_000;

/** A value ends at the first quote behind which another attribute comes, or the end of the tag. */
const tags =
  /<(\/?)([^\s<>/']{1,50})((?: [^\s='<>]{1,50}='(?:[^']|'(?! [^\s='<>]{1,50}='|\/?>)){0,300}'(?= [^\s='<>]{1,50}='|\/?>)){0,40}) ?(\/?)>/gu;
const attribute = / ([^\s='<>]{1,50})='((?:[^']|'(?! [^\s='<>]{1,50}='|$)){0,300})'(?= [^\s='<>]{1,50}='|$)/gu;

const readAttributes = (attributes: string): Record<string, string> =>
  Object.fromEntries([...attributes.matchAll(attribute)].map(([, name = '', value = '']) => [name, value]));

/** Bytes are printed in hex. */
const lengthOf = (printed: string): number => {
  const text = printed.trim();
  return /^(?:[0-9a-f]{2})+$/u.test(text) ? text.length / 2 : Buffer.byteLength(text);
};
