import { node, type WireNode } from './node.ts';

/** How the network ends a connection: by what it says last, a client knows why. */
export type ClosingWords = {
  /** What the client makes of it. */
  code: number;
  stanza: WireNode;
};

const streamError = (code: number | undefined, child?: WireNode): WireNode =>
  node('stream:error', { code }, child === undefined ? undefined : [child]);

/** The last words for a code. */
export const closingWords = (code: number): ClosingWords => {
  switch (code) {
    case 401:
      return { code, stanza: streamError(code, node('conflict', { type: 'device_removed' })) };
    case 428:
      return { code, stanza: node('xmlstreamend') };
    case 440:
      return { code, stanza: streamError(undefined, node('conflict', { type: 'replaced' })) };
    case 500:
      return { code, stanza: streamError(undefined, node('bad-stanza')) };
    default:
      return { code, stanza: streamError(code) };
  }
};

/** A device is removed without the code being said, as it happens: clients take that for being replaced. */
export const removedWithoutCode: ClosingWords = {
  code: 440,
  stanza: streamError(undefined, node('conflict', { type: 'device_removed' })),
};
