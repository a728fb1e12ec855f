import type { Conversations, GroupView, Person } from '../src/control/conversation-view.ts';
import type { Fault } from '../src/faults/fault.ts';
import type { LedgerEntry } from '../src/ledger.ts';
import type { Happening } from '../src/live.ts';
import { ask } from './ask.ts';
import { stay } from './selection.ts';
import type { Store } from './state.ts';
import { sayTrouble } from './trouble.ts';

/** How many entries of the ledger the page keeps. */
const keptEntries = 60;

/** Asks again for what has changed. */
export type Watch = { conversations: () => void };

/** Keeps the state as the network is: asks for everything at first, and for what changes as it changes. */
export const watch = (store: Store): Watch => {
  const people = oneAtATime(async () => store.set({ people: await ask<Person[]>('/people') }));
  const groups = oneAtATime(async () => store.set({ groups: await ask<GroupView[]>('/groups') }));
  const faults = oneAtATime(async () => store.set({ faults: await ask<Fault[]>('/faults') }));
  const health = oneAtATime(async () => {
    const { connections } = await ask<{ connections: number }>('/health');
    store.set({ connections });
  });
  const ledger = oneAtATime(async () => {
    const before = store.get().ledger;
    const entries = await ask<LedgerEntry[]>(`/ledger?since=${before.at(-1)?.seq ?? 0}`);
    store.set({ ledger: [...before, ...entries].slice(-keptEntries) });
  });
  const conversations = oneAtATime(async () => {
    const { selected, chat, limit } = store.get();
    if (selected === null) return;
    const query = new URLSearchParams({ chat: chat ?? '', limit: String(limit) });
    const found = await ask<Conversations>(`/conversations/${encodeURIComponent(selected)}?${query}`);
    const isStillWanted = store.get().selected === selected && store.get().chat === chat;
    if (!isStillWanted) return;
    store.set({ conversations: found });
    if (chat === null && found.latest !== null) stay(store, selected, found.latest);
  });
  const everything = [people, groups, faults, health, ledger, conversations];

  const follow = (happened: readonly Happening[]): void => {
    const kinds = new Set(happened.map(({ kind }) => kind));
    const isAboutSelected = happened.some((what) => 'phone' in what && what.phone === store.get().selected);
    if (kinds.has('account') || kinds.has('conversation') || kinds.has('ledger')) people();
    if (isAboutSelected || kinds.has('group')) conversations();
    if (kinds.has('group')) groups();
    if (kinds.has('ledger')) for (const again of [ledger, health]) again();
    // A fault that strikes is counted down; what it strikes is in the ledger.
    if (kinds.has('faults') || kinds.has('ledger')) faults();
  };

  const stream = new EventSource('/live');
  stream.addEventListener('open', () => {
    // Another run of the network may answer by now, whose ledger begins anew.
    store.set({ isLive: true, ledger: [] });
    for (const again of everything) again();
  });
  stream.addEventListener('error', () => store.set({ isLive: false }));
  stream.addEventListener('message', ({ data }) => follow(parseHappenings(data)));
  return { conversations };
};

const parseHappenings = (data: unknown): Happening[] => {
  const parsed: unknown = JSON.parse(String(data));
  return Array.isArray(parsed) ? parsed.filter(isHappening) : [];
};

const isHappening = (value: unknown): value is Happening =>
  typeof value === 'object' && value !== null && 'kind' in value;

/** That nobody answers is seen by the stream; it is a refusal that is worth words. */
const sayRefusal = (error: unknown): void => {
  if (!(error instanceof TypeError)) sayTrouble(error);
};

/** The shortest time between two askings for the same. */
const pauseMs = 150;

/** Runs at once where it does not run, and once more afterwards where it was asked for in between. */
const oneAtATime = (work: () => Promise<void>): (() => void) => {
  let isRunning = false;
  let isWanted = false;
  const run = async (): Promise<void> => {
    isRunning = true;
    while (isWanted) {
      isWanted = false;
      await work().catch(sayRefusal);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    isRunning = false;
  };
  return () => {
    isWanted = true;
    if (!isRunning) void run();
  };
};
