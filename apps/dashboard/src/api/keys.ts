/** A key for each request that one form makes: the same for the same one, until it has been answered. */
export const createKeys = () => {
  let last: { request: string; key: string } | null = null;
  return {
    keyFor: (request: string): string => {
      if (last?.request !== request) last = { request, key: newKey() };
      return last.key;
    },
    forget: (): void => {
      last = null;
    },
  };
};

/** `crypto.randomUUID` is there only where a page came by https. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
