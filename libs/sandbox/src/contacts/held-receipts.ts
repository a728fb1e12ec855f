/** Messages that somebody has read, of which nobody is to hear before their author's account has connected again. */
export type HeldReceipts = {
  hold: (author: string, message: HeldMessage) => void;
  /** What is held for an author; it is held no longer. */
  take: (author: string) => HeldMessage[];
  all: () => [author: string, messages: HeldMessage[]][];
};

export type HeldMessage = { reader: string; id: string };

export const createHeldReceipts = (): HeldReceipts => {
  const byAuthor = new Map<string, Map<string, HeldMessage>>();
  return {
    hold: (author, message) => {
      const held = byAuthor.get(author) ?? new Map<string, HeldMessage>();
      // A message that comes again is read once.
      held.set(`${message.reader} ${message.id}`, message);
      byAuthor.set(author, held);
    },
    take: (author) => {
      const held = byAuthor.get(author);
      byAuthor.delete(author);
      return [...(held?.values() ?? [])];
    },
    all: () => [...byAuthor].map(([author, held]) => [author, [...held.values()]]),
  };
};
