/** Tells the person at the screen what takes time, and how long it took. */
export type Progress = {
  line(text: string): void;
  step<T>(what: string, work: () => Promise<T>): Promise<T>;
};

export const createProgress = (stream: { write(text: string): unknown }): Progress => ({
  line: (text) => void stream.write(`${text}\n`),
  step: async (what, work) => {
    const startedAt = performance.now();
    stream.write(`  ${what} … `);
    try {
      const result = await work();
      stream.write(`${seconds(performance.now() - startedAt)}\n`);
      return result;
    } catch (error) {
      stream.write('failed\n');
      throw error;
    }
  },
});

/** For those who only want to hear of trouble. */
export const silent: Progress = { line: () => {}, step: (_what, work) => work() };

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
