import type { Redis as Client } from 'ioredis';
import { leaveIfSilent } from './silence.ts';

/** Who listens to a channel. */
type Listener = {
  hear: (message: string) => void;
  /** From here on nothing is missed; called anew each time the connection was away, as something may have been. */
  onHearing: () => void;
};

/** What is told through Redis to whoever listens at that moment, over one connection of this process. */
export type Channels = {
  /** Answers how to stop. Nothing is subscribed to but what somebody listens to. */
  listen: (channel: string, listener: Listener) => () => void;
};

/** The connection is made when somebody listens for the first time. */
export const createChannels = (open: () => Client): Channels => {
  const listeners = new Map<string, Set<Listener>>();
  const hearing = new Set<string>();
  let client: Client | null = null;

  const connect = (): Client => {
    const made = open();
    made.on('message', (channel, message) => {
      for (const listener of listeners.get(channel) ?? []) listener.hear(message);
    });
    made.on('close', () => hearing.clear());
    made.on('ready', () => subscribe(made, [...listeners.keys()]));
    return made;
  };

  const subscribe = (to: Client, channels: readonly string[]): void => {
    if (channels.length === 0 || to.status !== 'ready') return; // all are subscribed to once it is
    to.subscribe(...channels).then(
      () => {
        for (const channel of channels) {
          hearing.add(channel);
          for (const listener of listeners.get(channel) ?? []) listener.onHearing();
        }
      },
      (error: unknown) => leaveIfSilent(to, error),
    );
  };

  return {
    listen(channel, listener) {
      client ??= connect();
      const connection = client;
      const others = listeners.get(channel);
      if (others === undefined) {
        listeners.set(channel, new Set([listener]));
        subscribe(connection, [channel]);
      } else {
        others.add(listener);
        // Not before the caller knows how to stop.
        queueMicrotask(() => {
          if (hearing.has(channel) && others.has(listener)) listener.onHearing();
        });
      }
      return () => {
        const all = listeners.get(channel);
        if (all?.delete(listener) !== true || all.size > 0) return;
        listeners.delete(channel);
        hearing.delete(channel);
        if (connection.status === 'ready') {
          connection.unsubscribe(channel).catch((error: unknown) => leaveIfSilent(connection, error));
        }
      };
    },
  };
};
