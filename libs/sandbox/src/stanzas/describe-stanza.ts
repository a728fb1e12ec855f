import { childrenOf, type WireNode } from '../wire/node.ts';

/** What a stanza is, for whoever has to find out why nobody knows it. Its contents stay out of it. */
export const describeStanza = (stanza: WireNode): string => {
  const { tag, attrs } = stanza;
  const head = [tag, attrs['xmlns'], attrs['type']].filter((part) => part !== undefined).join(' ');
  return `<${head}> with ${
    childrenOf(stanza)
      .map((child) => child.tag)
      .join(', ') || 'nothing'
  }`;
};
