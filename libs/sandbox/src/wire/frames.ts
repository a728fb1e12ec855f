/** The most one frame may hold: its length has three bytes. */
const longestFrame = 2 ** 24 - 1;
/** What every client says first: "WA", the protocol, the dictionary. */
export const introduction = Buffer.from([0x57, 0x41, 6, 3]);
/** What may stand before it: the way to the place the client was sent to last time. */
const routingHead = Buffer.from([0x45, 0x44, 0, 1]);
const longestRouting = 1024;
const lengthBytes = 3;

/** A frame on the wire: its length in three bytes, then its body. */
export const toFrame = (body: Buffer): Buffer => {
  if (body.length > longestFrame) throw new Error(`a frame holds at most ${longestFrame} bytes`);
  const frame = Buffer.allocUnsafe(lengthBytes + body.length);
  frame.writeUIntBE(body.length, 0, lengthBytes);
  frame.set(body, lengthBytes);
  return frame;
};

/** Reads what a client sends: its introduction, then frames, in whatever pieces they arrive. Yields the frames that are
 * whole by now, the next one only after the last is done with. Throws for an introduction that is not one, and for a
 * frame that announces more than `longest()` bytes, which is asked anew for each. Holds what has arrived, not what is
 * announced, and copies a byte a fixed number of times however small the pieces are. */
export const createFrameReader = (longest: () => number): ((piece: Buffer) => Iterable<Buffer>) => {
  const held = createHeap();
  /** How far the introduction has come: what the next bytes have to be. */
  let due: 'anything' | 'introduction' | 'frames' = 'anything';

  /** The body after a length of three bytes, `from` bytes in; null while it is not whole. */
  const takeCounted = (from: number, most: number): Buffer | null => {
    const bytes = held.bytes();
    if (bytes.length < from + lengthBytes) return held.wants(from + lengthBytes);
    const count = bytes.readUIntBE(from, lengthBytes);
    if (count > most) throw new Error('a frame announces more than anybody may send');
    const end = from + lengthBytes + count;
    if (bytes.length < end) return held.wants(end);
    held.skip(end);
    return bytes.subarray(from + lengthBytes, end);
  };
  /** Whether `wanted` is there; throws as soon as it cannot come any more. */
  const isThere = (wanted: Buffer): boolean => {
    const found = held.bytes().subarray(0, wanted.length);
    if (!found.equals(wanted.subarray(0, found.length))) throw new Error('not how a client begins');
    return found.length === wanted.length;
  };
  const takeIntroduction = (): void => {
    if (due === 'anything') {
      const isRouted = held.bytes()[0] === routingHead[0];
      if (isRouted && (!isThere(routingHead) || takeCounted(routingHead.length, longestRouting) === null)) return;
      due = 'introduction';
    }
    if (!isThere(introduction)) return;
    held.skip(introduction.length);
    due = 'frames';
  };

  return function* read(piece) {
    if (!held.put(piece)) return;
    if (due !== 'frames') takeIntroduction();
    if (due === 'frames')
      for (let frame = takeCounted(0, longest()); frame !== null; frame = takeCounted(0, longest())) yield frame;
    held.settle();
  };
};

/** Bytes that wait until there are enough of them. They are gathered in a store of their own, which grows by doubling;
 * a piece that has enough in itself is read where it lies. */
const createHeap = () => {
  let store: Buffer = Buffer.alloc(0);
  let kept = 0;
  let unread: Buffer = store;
  let wanted = 1;

  const gather = (piece: Buffer): void => {
    if (kept + piece.length > store.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(kept + piece.length, 2 * kept));
      store.copy(larger, 0, 0, kept);
      store = larger;
    }
    kept += piece.copy(store, kept);
  };

  return {
    /** Answers whether there are enough by now. */
    put: (piece: Buffer): boolean => {
      if (kept > 0 || piece.length < wanted) gather(piece);
      unread = kept > 0 ? store.subarray(0, kept) : piece;
      return unread.length >= wanted;
    },
    bytes: (): Buffer => unread,
    skip: (count: number): void => {
      unread = unread.subarray(count);
      wanted = 1;
    },
    wants: (count: number): null => {
      wanted = count;
      return null;
    },
    /** Keeps what was not read, in a new store: what was read is somebody else's by now. */
    settle: (): void => {
      if (kept > 0 && unread.length === kept) return;
      const rest = unread;
      store = Buffer.alloc(0);
      kept = 0;
      gather(rest);
    },
  };
};
