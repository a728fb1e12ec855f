import { startTestSandbox, type TestSandbox } from '@parley/sandbox/test-sandbox';
import { createLogger } from '@parley/runtime';
import { afterAll, afterEach } from 'vitest';
import { createSession } from '../src/create-session.ts';
import { createSandboxMedia } from '../src/sandbox-media.ts';
import type { Session, SessionEvent } from '../src/session.ts';
import type { SessionOptions } from '../src/session-options.ts';
import { trustSandbox } from '../src/trust-sandbox.ts';
import { createMemoryVault, type MemoryVault } from './memory-vault.ts';

/** A session with a memory of all that it told. */
export type TestSession = Session & {
  vault: MemoryVault;
  events: SessionEvent[];
  /** The first event that fits, had already or still to come. */
  saw: <Kind extends SessionEvent['kind']>(
    kind: Kind,
    fits?: (event: Extract<SessionEvent, { kind: Kind }>) => boolean,
  ) => Promise<Extract<SessionEvent, { kind: Kind }>>;
  /** Waits until it has told that the device is like that. */
  became: (state: string, reason?: string) => Promise<{ next: string; until: Date | null }>;
  /** Every condition so far, each as `state/reason`. */
  conditions: () => string[];
  forget: () => void;
};

export type SessionSandbox = TestSandbox & {
  /** A session that has not been opened, of a vault that is empty unless given. */
  createSession: (options?: Partial<Omit<SessionOptions, 'vault'>> & { vault?: MemoryVault }) => TestSession;
  /** A session of a new phone, or of the one given, that was linked without any client and is open. */
  openLinked: (
    options?: Partial<Omit<SessionOptions, 'vault'>> & { phone?: string },
  ) => Promise<TestSession & { phone: string }>;
  /** The vault of a device that was linked without any client. */
  provision: (phone: string) => Promise<MemoryVault>;
};

/** One for each test file: no fault outlives its test, and all of it ends with the file. */
export const startSessionSandbox = async (): Promise<SessionSandbox> => {
  const sandbox = await startTestSandbox();
  const { wsUrl, rootPublicKey, mediaUrl, caPem } = sandbox.network;
  const media = createSandboxMedia({ mediaUrl, caPem });
  trustSandbox({ network: 'sandbox', wsUrl, rootPublicKey });
  const sessions: TestSession[] = [];
  afterEach(() => sandbox.call('DELETE', '/faults'));
  afterAll(async () => {
    await Promise.all(sessions.map((session) => session.close()));
    await sandbox.stop();
  });

  const create: SessionSandbox['createSession'] = ({ vault = createMemoryVault(), ...options } = {}) => {
    const session = remember(vault, (tell) =>
      createSession({
        network: 'sandbox',
        wsUrl,
        version: () => [2, 3000, 1_043_857_760],
        logger: createLogger({ process: 'test', level: 'silent' }),
        tell,
        vault,
        media,
        ...options,
      }),
    );
    sessions.push(session);
    return session;
  };
  const provision: SessionSandbox['provision'] = async (phone) =>
    createMemoryVault(await sandbox.call('POST', `/phones/${phone}/provision`));

  return {
    ...sandbox,
    createSession: create,
    provision,
    openLinked: async ({ phone, ...options } = {}) => {
      const owner = phone ?? (await sandbox.createPhone()).phone;
      const session = create({ vault: await provision(owner), ...options });
      session.open();
      await session.became('connected');
      return { ...session, phone: owner };
    },
  };
};

const remember = (vault: MemoryVault, make: (tell: (event: SessionEvent) => void) => Session): TestSession => {
  const events: SessionEvent[] = [];
  const waiters = new Set<() => boolean>();
  const session = make((event) => {
    events.push(event);
    for (const look of waiters) if (look()) waiters.delete(look);
  });
  const saw: TestSession['saw'] = (kind, fits = () => true) =>
    new Promise((resolve) => {
      const look = (): boolean => {
        const found = events.find((event): event is Extract<SessionEvent, { kind: typeof kind }> => {
          return isOf(event, kind) && fits(event);
        });
        if (found !== undefined) resolve(found);
        return found !== undefined;
      };
      if (!look()) waiters.add(look);
    });
  return {
    ...session,
    vault,
    events,
    saw,
    became: async (state, reason) => {
      const isIt = ({ condition }: { condition: { state: string; reason: string } }): boolean =>
        condition.state === state && (reason === undefined || condition.reason === reason);
      const { next, until } = await saw('condition', isIt);
      return { next, until };
    },
    conditions: () =>
      events.flatMap((event) =>
        event.kind === 'condition' ? [`${event.condition.state}/${event.condition.reason}`] : [],
      ),
    forget: () => void events.splice(0),
  };
};

const isOf = <Kind extends SessionEvent['kind']>(
  event: SessionEvent,
  kind: Kind,
): event is Extract<SessionEvent, { kind: Kind }> => event.kind === kind;
