export type Inbox = {
  put: (piece: Buffer) => void;
  /** Whether something is left for later. */
  isBusy: () => boolean;
};

type Work = {
  /** The frames of a piece. */
  read: (piece: Buffer) => Iterable<Buffer>;
  take: (frame: Buffer) => void;
  failed: (error: unknown) => void;
  /** There is more than one turn can take: nothing more should come for now. */
  full: () => void;
  /** Everything is taken. */
  rested: () => void;
};

/** How long one client is listened to before the others are: a piece may hold many thousands of frames. */
const longestTurnMs = 10;

/** Takes what comes frame by frame, and no longer at a time than is fair to everybody else. */
export const createInbox = ({ read, take, failed, full, rested }: Work): Inbox => {
  const waiting: Buffer[] = [];
  let frames: Iterator<Buffer> | null = null;
  let isPutOff = false;

  const next = (): Buffer | null => {
    for (;;) {
      if (frames === null) {
        const piece = waiting.shift();
        if (piece === undefined) return null;
        frames = read(piece)[Symbol.iterator]();
      }
      const step = frames.next();
      if (step.done !== true) return step.value;
      frames = null;
    }
  };
  const takeTurn = (): void => {
    const until = performance.now() + longestTurnMs;
    try {
      for (let frame = next(); frame !== null; frame = next()) {
        take(frame);
        if (performance.now() < until) continue;
        isPutOff = true;
        full();
        setImmediate(goOn);
        return;
      }
    } catch (error) {
      waiting.length = 0;
      frames = null;
      failed(error);
    }
  };
  const goOn = (): void => {
    isPutOff = false;
    takeTurn();
    if (!isPutOff) rested();
  };

  return {
    put: (piece) => {
      waiting.push(piece);
      if (!isPutOff) takeTurn();
    },
    isBusy: () => isPutOff,
  };
};
