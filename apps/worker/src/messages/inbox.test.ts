import { createLogger } from '@parley/runtime';
import { StaleEpoch, StoreUnavailable } from '@parley/store';
import { expect, it, vi } from 'vitest';
import { createInbox, type HeardMessage } from './inbox.ts';

const logger = createLogger({ process: 'test', level: 'silent' });

const heard = (id: string): HeardMessage => ({
  kind: 'message',
  message: {
    id,
    chat: { phone: '12025550100', lid: null },
    by: 'contact',
    at: new Date(0),
    isOffline: false,
    name: null,
    content: { kind: 'text', text: id },
  },
  keptAs: { kind: 'unrecorded-message', id },
});

/** An inbox whose writes do as they are told, one after the other; from then on they succeed. */
const openInbox = (...fates: (() => Promise<void>)[]) => {
  const tried: string[][] = [];
  const written: string[] = [];
  const inbox = createInbox({
    write: async (some) => {
      const ids = some.map(({ message }) => message.id);
      tried.push(ids);
      await fates.shift()?.();
      written.push(...ids);
    },
    logger,
  });
  return { inbox, tried, written };
};

it('writes what comes while a write is under way in the next one, a hundred at most, and each once', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { inbox, tried, written } = openInbox(() => promise);
  const ids = Array.from({ length: 150 }, (_, each) => `m${each}`);
  for (const id of ids) inbox.hear(heard(id));
  inbox.hear(heard('m149'));
  resolve();
  await vi.waitFor(() => expect(written).toEqual(ids));
  expect(tried.map(({ length }) => length)).toEqual([1, 100, 49]);
});

it('tries again once Postgres is back, for as long as that takes', async () => {
  const away = (): Promise<void> => Promise.reject(new StoreUnavailable('away'));
  const { inbox, written } = openInbox(away, away);
  inbox.hear(heard('a'));
  inbox.hear(heard('b'));
  await vi.waitFor(() => expect(written).toEqual(['a', 'b']), { timeout: 5_000 });
});

it('leaves alone what cannot be written, and writes what came with it', async () => {
  const { inbox, written } = openInbox();
  const poisoned = createInbox({
    write: async (some) => {
      if (some.some(({ message }) => message.id === 'poison')) throw new Error('no such text');
      for (const each of some) inbox.hear(each);
    },
    logger,
  });
  for (const id of ['poison', 'a', 'b']) poisoned.hear(heard(id));
  await vi.waitFor(() => expect(written).toEqual(['a', 'b']), { timeout: 15_000 });
});

it('writes nothing more once another holds the device', async () => {
  const { inbox, tried } = openInbox(() => Promise.reject(new StaleEpoch('another')));
  inbox.hear(heard('a'));
  inbox.hear(heard('b'));
  await inbox.close();
  expect(tried).toEqual([['a']]);
});

it('tries once more when it is closed, and then leaves what is left where it is kept', async () => {
  const { inbox, tried } = openInbox(
    ...Array.from({ length: 9 }, () => () => Promise.reject(new StoreUnavailable('away'))),
  );
  inbox.hear(heard('a'));
  await vi.waitFor(() => expect(tried).toHaveLength(1));
  // By now it waits for its next try.
  await new Promise(setImmediate);
  await inbox.close();
  expect(tried).toHaveLength(2);
});
