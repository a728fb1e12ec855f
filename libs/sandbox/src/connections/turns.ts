export type Turns<Thing> = {
  take: (thing: Thing) => void;
  /** How many wait for their turn. */
  waiting: () => number;
};

type Work<Thing> = {
  handle: (thing: Thing) => void | Promise<void>;
  failed: (error: unknown) => void;
  /** Everything that was taken is done with. */
  rested: () => void;
};

/** Does each thing before it begins the next. What is done at once costs no promise, as most stanzas are. */
export const createTurns = <Thing>({ handle, failed, rested }: Work<Thing>): Turns<Thing> => {
  const waiting: Thing[] = [];
  let isBusy = false;

  const begin = (thing: Thing): void => {
    try {
      const done = handle(thing);
      if (done === undefined) return;
      isBusy = true;
      void done.catch(failed).then(goOn);
    } catch (error) {
      failed(error);
    }
  };
  const goOn = (): void => {
    isBusy = false;
    while (!isBusy) {
      const next = waiting.shift();
      if (next === undefined) return rested();
      begin(next);
    }
  };

  return {
    take: (thing) => {
      if (isBusy) waiting.push(thing);
      else begin(thing);
    },
    waiting: () => waiting.length,
  };
};
