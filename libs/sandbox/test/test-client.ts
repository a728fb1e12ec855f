import {
  type BaileysEventMap,
  makeWASocket,
  type UserFacingSocketConfig,
  type WAMessage,
  type WASocket,
} from '@whiskeysockets/baileys';
import { createMemoryVault, type MemoryVault } from './memory-vault.ts';
import { silent } from './silent-logger.ts';

/** A plain, unpatched Baileys client, with a memory of every event it had, so that nothing is missed by waiting late. */
export type TestClient = {
  vault: MemoryVault;
  /** The socket of the moment; each connection has a new one. */
  socket: () => WASocket;
  /** The first event of this kind that fits, had already or still to come. */
  saw: <Kind extends keyof BaileysEventMap>(
    kind: Kind,
    fits?: (event: BaileysEventMap[Kind]) => boolean,
  ) => Promise<BaileysEventMap[Kind]>;
  /** Waits until a message that it sent has this status, whichever of the two events tells of it. */
  reached: (id: string | null | undefined, status: number) => Promise<void>;
  /** Every event of this kind so far. */
  all: <Kind extends keyof BaileysEventMap>(kind: Kind) => BaileysEventMap[Kind][];
  /** Forgets what it saw, so that the next wait is for something new. */
  forget: () => void;
  /** Connects, or connects again, with the same credentials. */
  connect: () => void;
  /** Hangs up and stays away. */
  end: () => void;
};

export type ClientSettings = Partial<UserFacingSocketConfig> & {
  wsUrl: string;
  vault?: MemoryVault;
  /** Whether it connects again by itself when told to restart (515), as every client must. On unless switched off. */
  restarts?: boolean;
};

type Waiter = () => boolean;

export const createClient = ({
  wsUrl,
  vault = createMemoryVault(),
  restarts = true,
  ...config
}: ClientSettings): TestClient => {
  const events: Partial<BaileysEventMap>[] = [];
  const waiters = new Set<Waiter>();
  let socket: WASocket | null = null;

  const connect = (): void => {
    const opened = makeWASocket({
      auth: vault,
      waWebSocketUrl: wsUrl,
      logger: silent,
      version: [2, 3000, 1_043_857_760],
      ...config,
    });
    socket = opened;
    opened.ev.on('creds.update', (update) => void Object.assign(vault.creds, update));
    opened.ev.process((batch) => {
      events.push(batch);
      const isRestart = closeCodeOf(batch['connection.update']) === 515;
      for (const look of waiters) if (look()) waiters.delete(look);
      if (isRestart && restarts) connect();
    });
  };

  const all = <Kind extends keyof BaileysEventMap>(kind: Kind): BaileysEventMap[Kind][] =>
    events.flatMap((batch) => {
      const event: BaileysEventMap[Kind] | undefined = batch[kind];
      return event === undefined ? [] : [event];
    });

  const waitFor = <Found>(find: () => Found | undefined): Promise<Found> =>
    new Promise((resolve) => {
      const look = (): boolean => {
        const found = find();
        if (found !== undefined) resolve(found);
        return found !== undefined;
      };
      if (!look()) waiters.add(look);
    });

  return {
    vault,
    socket: () => {
      if (socket === null) throw new Error('this client has not connected yet');
      return socket;
    },
    all,
    saw: (kind, fits = () => true) => waitFor(() => all(kind).find(fits)),
    reached: async (id, status) => {
      const isThere = (message: { key: { id?: string | null }; status?: number | null }): boolean =>
        message.key.id === id && (message.status ?? 0) >= status;
      await waitFor(
        () =>
          all('messages.update').find((updates) => updates.some(({ key, update }) => isThere({ ...update, key }))) ??
          all('messages.upsert').find(({ messages }) => messages.some(isThere)),
      );
    },
    forget: () => void events.splice(0),
    connect,
    end: () => {
      // Whatever ends a socket says so by a last event, after which nobody listens.
      void socket?.end(undefined);
    },
  };
};

/** The code with which a connection was closed, where it was. */
export const closeCodeOf = (update: Partial<BaileysEventMap['connection.update']> | undefined): number | null => {
  const error: unknown = update?.lastDisconnect?.error;
  if (typeof error !== 'object' || error === null || !('output' in error)) return null;
  const { output } = error;
  const code = typeof output === 'object' && output !== null && 'statusCode' in output ? output.statusCode : null;
  return typeof code === 'number' ? code : null;
};

/** Waits for the end of a client's connection, and answers its code. */
export const codeOfClose = async (client: TestClient): Promise<number | null> =>
  closeCodeOf(await client.saw('connection.update', (update) => update.connection === 'close'));

/** Waits for a message, decrypted, by its id. */
export const sawMessage = async (client: TestClient, id: string | null | undefined): Promise<WAMessage> => {
  const isIt = ({ key, message }: WAMessage): boolean => key.id === id && message !== null && message !== undefined;
  const { messages } = await client.saw('messages.upsert', (upsert) => upsert.messages.some(isIt));
  const found = messages.find(isIt);
  if (found === undefined) throw new Error('it has just been seen');
  return found;
};
