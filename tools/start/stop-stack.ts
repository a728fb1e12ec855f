/** What was started, to be stopped in the opposite order, once. */
export type StopStack = {
  push(stop: () => Promise<void>): void;
  stopAll(): Promise<void>;
};

export const createStopStack = (): StopStack => {
  const stops: (() => Promise<void>)[] = [];
  return {
    push: (stop) => void stops.push(stop),
    stopAll: async () => {
      for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop();
    },
  };
};
