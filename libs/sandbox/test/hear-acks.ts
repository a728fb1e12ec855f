import type { BinaryNode } from '@whiskeysockets/baileys';
import type { TestClient } from './test-client.ts';

/** What the server says to each message that a client sends, as it comes in: Baileys makes no event of an ack. */
export type Acks = {
  /** The codes of the acks of this message so far; null for one that says yes. */
  of: (id: string) => (string | null)[];
  /** The first ack of this message, had already or still to come. */
  next: (id: string) => Promise<string | null>;
};

/** Listens on the socket of the moment; a client that connects again has to be listened to again. */
export const hearAcks = (client: TestClient): Acks => {
  const heard: { id: string | undefined; error: string | null }[] = [];
  const waiters = new Set<() => void>();
  client.socket().ws.on('CB:ack,class:message', ({ attrs }: BinaryNode) => {
    heard.push({ id: attrs['id'], error: attrs['error'] ?? null });
    for (const look of waiters) look();
  });
  const of = (id: string): (string | null)[] => heard.filter((ack) => ack.id === id).map(({ error }) => error);
  return {
    of,
    next: (id) =>
      new Promise((resolve) => {
        const look = (): void => {
          const [first] = of(id);
          if (first === undefined) return;
          waiters.delete(look);
          resolve(first);
        };
        waiters.add(look);
        look();
      }),
  };
};
