import type { Chat, Conversations, GroupView, Person } from '../src/control/conversation-view.ts';
import type { Fault } from '../src/faults/fault.ts';
import type { LedgerEntry } from '../src/ledger.ts';

/** Everything that the page shows. What is drawn follows from it alone. */
export type State = {
  people: readonly Person[];
  groups: readonly GroupView[];
  /** The conversations of whoever is selected. */
  conversations: Conversations | null;
  ledger: readonly LedgerEntry[];
  faults: readonly Fault[];
  connections: number;
  isLive: boolean;
  find: string;
  /** Digits of whose telephone we look at, and which of its chats; they stand in the address of the page. */
  selected: string | null;
  chat: string | null;
  /** How many messages of the chat are wanted. */
  limit: number;
};

export type Store = {
  get: () => State;
  set: (change: Partial<State>) => void;
  /** Calls after each change, at most once for each picture that the browser draws. */
  watch: (draw: (state: State) => void) => void;
};

export const fewMessages = 200;

export const createStore = (): Store => {
  let state: State = {
    people: [],
    groups: [],
    conversations: null,
    ledger: [],
    faults: [],
    connections: 0,
    isLive: false,
    find: '',
    selected: null,
    chat: null,
    limit: fewMessages,
  };
  let isDue = false;
  const watchers: ((state: State) => void)[] = [];
  return {
    get: () => state,
    set: (change) => {
      state = { ...state, ...change };
      if (isDue) return;
      isDue = true;
      // A page in the background draws no pictures, yet is to be right when it is looked at.
      setTimeout(() => {
        isDue = false;
        for (const draw of watchers) draw(state);
      });
    },
    watch: (draw) => void watchers.push(draw),
  };
};

export const personOf = ({ people, selected }: State): Person | null =>
  people.find(({ phone }) => phone === selected) ?? null;

export const chatOf = ({ conversations, chat }: State): Chat | null =>
  conversations?.chats.find(({ id }) => id === chat) ?? null;
