import { withinMs } from '@parley/runtime';
import {
  ALL_WA_PATCH_NAMES,
  type BinaryNode,
  getBinaryNodeChild,
  getBinaryNodeChildren,
} from '@whiskeysockets/baileys';
import type { WASocket } from '@whiskeysockets/baileys';
import type { Answers } from './answers.ts';
import type { SessionEvent } from './session.ts';

/** What the account's devices agree on, in collections, and which of them do not go well. Baileys keeps its failures to
 * its logger, and takes a refusal for nothing new. */
export type AppStateWatch = {
  listen: (socket: { ws: Pick<WASocket['ws'], 'on' | 'isOpen'> }) => void;
  /** What Baileys says to its logger. */
  hearLog: (about: unknown, message: string) => void;
  /** It is about another account from now on. */
  forget: () => void;
  /** Asks for all of it again. Whether all of it went well. */
  resync: (connection: { socket: WASocket; answers: Answers }, limitMs: number) => Promise<boolean>;
};

type Told = Extract<SessionEvent, { kind: 'trouble' | 'untroubled' }>;

export const watchAppState = (tell: (event: Told) => void): AppStateWatch => {
  /** Of which it was heard since all of it went well. */
  const troubled = new Set<string>();
  /** Those of them that cannot be read on top of what we have. */
  const unreadable = new Set<string>();
  let troubles = 0;
  /** What Baileys asks next is how the collections are. */
  let isAsking = false;
  let asking: Promise<boolean> | null = null;

  const trouble = (name: string): void => {
    troubles += 1;
    const isNews = troubled.size === 0;
    troubled.add(name);
    if (isNews) tell({ kind: 'trouble', what: 'app_state' });
  };
  const allWell = (): void => {
    if (troubled.size > 0) tell({ kind: 'untroubled', what: 'app_state' });
    troubled.clear();
    unreadable.clear();
  };

  const askAgain = async (socket: WASocket): Promise<void> => {
    if (unreadable.size > 0) await forgetVersions(socket.authState, [...unreadable]);
    await socket.resyncAppState(ALL_WA_PATCH_NAMES, false);
  };

  return {
    listen: ({ ws }) => {
      const unanswered = new Set<unknown>();
      isAsking = false;
      ws.on('newListener', (name: unknown) => {
        if (!isAsking || typeof name !== 'string' || !name.startsWith('TAG:')) return;
        isAsking = false;
        unanswered.add(name);
      });
      ws.on('removeListener', (name: unknown) => {
        if (unanswered.delete(name) && ws.isOpen) trouble('unanswered');
      });
      ws.on('CB:iq', ({ attrs }: BinaryNode) => {
        if (unanswered.delete(`TAG:${attrs['id']}`) && attrs['type'] === 'error') trouble('refused');
      });
      ws.on('CB:iq,type:result,sync', (answer: BinaryNode) => {
        for (const name of refusedIn(answer)) trouble(name);
      });
    },
    hearLog: (about, message) => {
      // Nothing comes between these words and the question.
      if (typeof about === 'string' && begins.test(about)) isAsking = true;
      const name = unreadIn(about, message);
      if (name === null) return;
      unreadable.add(name);
      trouble(name);
    },
    forget: allWell,
    resync: ({ socket, answers }, limitMs) => {
      const before = troubles;
      asking ??= withinMs(limitMs, Promise.race([askAgain(socket), endOf(answers)]))
        .then(
          () => troubles === before,
          () => false,
        )
        .finally(() => {
          asking = null;
        });
      return asking.then((isWell) => {
        if (isWell) allWell();
        return isWell;
      });
    },
  };
};

const endOf = async ({ over }: Answers): Promise<never> => {
  await over;
  throw new Error('the connection has ended');
};

/** Baileys goes on from the version where it is, which is of no use where that is wrong: from none it gets everything. A
 * sync that is under way would write its version over ours: Baileys has them one after the other, under this name. */
const forgetVersions = async ({ creds, keys }: WASocket['authState'], names: readonly string[]): Promise<void> => {
  const versions = Object.fromEntries(names.map((name) => [name, null]));
  const forget = async (): Promise<void> => {
    await keys.set({ 'app-state-sync-version': versions });
  };
  await keys.transaction(forget, creds.me?.id ?? 'resync-app-state');
};

/** The collections that the server does not tell. That another device was quicker with a change (409) is no trouble:
 * what it changed stands beside it. */
const refusedIn = (answer: BinaryNode): string[] => {
  const collections = getBinaryNodeChildren(getBinaryNodeChild(answer, 'sync'), 'collection');
  return collections.flatMap((collection) => {
    const error = getBinaryNodeChild(collection, 'error');
    const isRefused = collection.attrs['type'] === 'error' && error?.attrs['code'] !== '409';
    return isRefused ? [collection.attrs['name'] ?? ''] : [];
  });
};

/** What Baileys 7.0.0-rc14 says to its logger before it asks. */
const begins = /^resyncing \S+ from v\d+/u;
/** And where it gives a collection up, leaves it until a key comes, or leaves
 * out what it cannot read of it. */
const lastWords =
  /^failed to sync \S+ from v\d+, giving up$|^\S+ blocked on missing key from v\d+, parking|^failed to decode patch, skipping$/u;

const unreadIn = (about: unknown, message: string): string | null => {
  if (!lastWords.test(message) || typeof about !== 'object' || about === null || !('name' in about)) return null;
  return typeof about.name === 'string' ? about.name : null;
};
