import type { WireNode } from '../wire/node.ts';

/** What waits for a linked device until it has said that it has it, oldest first. */
export type Mailbox = {
  put: (stanza: WireNode) => void;
  /** The device has it, as it says to `to`; answers whether it was waiting. */
  settle: (tag: string, id: string, to: string) => boolean;
  waiting: () => WireNode[];
  /** Begins to hand over from the oldest again, since nothing that was not settled can be taken to have arrived. */
  rewind: () => void;
  /** The next of what waits, at most so many: how many went before them, and how many are left. */
  next: (most: number) => { before: number; stanzas: WireNode[]; left: number };
};

/** What a mailbox holds unless told otherwise; the oldest go when there are more. */
const room = 10_000;
/** The same in bytes of content, which is what clients choose. */
const roomBytes = 64 * 1024 * 1024;

const keyOf = (tag: string, id: string): string => `${tag} ${id}`;

/** About what it takes to keep it. */
const sizeOf = ({ content }: WireNode): number => {
  if (content === undefined) return 0;
  return Array.isArray(content) ? content.reduce((sum, child) => sum + sizeOf(child), 0) : content.length;
};

const isAnswered = (stanza: WireNode, to: string): boolean =>
  stanza.attrs['from'] === to || stanza.attrs['recipient'] === to;

/** `overflowed` is told once each time the mailbox gets too full, not for every stanza that goes. */
export const createMailbox = (overflowed: () => void, most = room): Mailbox => {
  const bySeq = new Map<number, WireNode>();
  // Two people may choose the same id, so there can be several under one key.
  const seqsByKey = new Map<string, number[]>();
  let lastSeq = 0;
  let lastHandedOver = 0;
  let handedOver = 0;
  let isFull = false;
  let bytes = 0;

  const drop = (seq: number, key: string): void => {
    const stanza = bySeq.get(seq);
    if (stanza === undefined) return;
    bytes -= sizeOf(stanza);
    bySeq.delete(seq);
    const rest = (seqsByKey.get(key) ?? []).filter((other) => other !== seq);
    if (rest.length === 0) seqsByKey.delete(key);
    else seqsByKey.set(key, rest);
    if (bySeq.size < most / 2 && bytes < roomBytes / 2) isFull = false;
  };
  const dropOldest = (): void => {
    for (const [seq, { tag, attrs }] of bySeq) {
      drop(seq, keyOf(tag, attrs['id'] ?? ''));
      break;
    }
    if (!isFull) overflowed();
    isFull = true;
  };

  return {
    put: (stanza) => {
      const key = keyOf(stanza.tag, stanza.attrs['id'] ?? '');
      lastSeq += 1;
      bySeq.set(lastSeq, stanza);
      seqsByKey.set(key, [...(seqsByKey.get(key) ?? []), lastSeq]);
      bytes += sizeOf(stanza);
      while (bySeq.size > most || (bytes > roomBytes && bySeq.size > 1)) dropOldest();
    },
    settle: (tag, id, to) => {
      const key = keyOf(tag, id);
      const found = seqsByKey.get(key) ?? [];
      const settled =
        found.length === 1
          ? found
          : found.filter((seq) => {
              const stanza = bySeq.get(seq);
              return stanza !== undefined && isAnswered(stanza, to);
            });
      for (const seq of settled) drop(seq, key);
      return settled.length > 0;
    },
    waiting: () => [...bySeq.values()],
    rewind: () => {
      lastHandedOver = 0;
      handedOver = 0;
    },
    next: (count) => {
      const ahead = [...bySeq].filter(([seq]) => seq > lastHandedOver);
      const taken = ahead.slice(0, count);
      const before = handedOver;
      lastHandedOver = taken.at(-1)?.[0] ?? lastHandedOver;
      handedOver += taken.length;
      return { before, stanzas: taken.map(([, stanza]) => stanza), left: ahead.length - taken.length };
    },
  };
};
