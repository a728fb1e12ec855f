import type { Agent } from 'node:https';
import type { Dispatcher } from 'undici';

/** How the hosts are reached where media lie. */
export type MediaRoute = {
  /** For Baileys' uploads. */
  fetchAgent: Agent;
  /** For Baileys' downloads, of which those of history and app state cannot be given any other host. */
  options: RequestInit;
  /** The same, for downloads of our own. */
  dispatcher: Dispatcher;
};

export const toMediaRoute = (fetchAgent: Agent, dispatcher: Dispatcher): MediaRoute => {
  // By the types of Node's own undici it is another dispatcher than by those of ours.
  const options: RequestInit = { headers: {} };
  Object.assign(options, { dispatcher });
  return { fetchAgent, options, dispatcher };
};
