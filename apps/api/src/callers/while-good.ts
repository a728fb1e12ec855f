type Options<T> = {
  work: () => Promise<T>;
  /** Whether the caller would be let in again. */
  isGood: () => Promise<boolean>;
  /** The caller is not: whatever is awaited for it is to end, and what this throws is its answer. */
  end: () => never;
};

/** Does for a caller what may take long, for as long as it may ask for it: whoever was revoked meanwhile waits no more,
 * and hears nothing. */
export const whileGood = async <T>({ work, isGood, end }: Options<T>): Promise<T> => {
  const ended = Promise.withResolvers<never>();
  const look = async (): Promise<void> => {
    if (!(await isGood())) end();
  };
  const looking = setInterval(() => void look().catch(ended.reject), lookEveryMs);
  try {
    return await Promise.race([work(), ended.promise]);
  } finally {
    clearInterval(looking);
  }
};

/** With the two seconds for which a token is remembered: whatever was revoked waits for less than five. */
const lookEveryMs = 2_000;
