import type { TestSandbox } from '@parley/sandbox/test-sandbox';
import type { UserFacingSocketConfig, WASocket } from '@whiskeysockets/baileys';
import { type Answers, hearAnswers } from '../src/answers.ts';
import { createDeviceCache } from '../src/device-cache.ts';
import { createRecipients } from '../src/recipients.ts';
import { sendMessage } from '../src/send.ts';
import type { Recipient, SendOutcome, SessionEvent } from '../src/session.ts';

/** A linked device of a phone of its own, over a plain Baileys socket, and what our sending makes of it. */
export type Sender = {
  phone: string;
  socket: () => WASocket;
  /** From now on nothing of what Baileys commits is recorded. */
  fence: () => void;
  send: (
    to: Recipient,
    sending?: { id?: string; text?: string; ackMs?: number },
  ) => Promise<{ id: string; outcome: SendOutcome }>;
  /** What was told of this message so far, in order: its acks with their codes, and its receipts. */
  toldOf: (id: string) => (string | number | null)[];
  /** Waits until this is among what was told of the message. */
  told: (id: string, what: string | number | null) => Promise<void>;
  /** Resolves when the connection has closed. */
  closes: () => Promise<void>;
  comesBack: () => Promise<void>;
  end: () => void;
};

export type SenderSettings = Partial<UserFacingSocketConfig> & {
  questionMs?: number;
  /** How long it is known which devices somebody has. */
  keptMs?: number;
};

export const openSender = async (
  sandbox: TestSandbox,
  { questionMs = 5000, keptMs, ...config }: SenderSettings = {},
): Promise<Sender> => {
  const devices = createDeviceCache(keptMs === undefined ? {} : { keptMs });
  const recipients = createRecipients(devices, { questionMs });
  const client = await sandbox.provisionClient({
    userDevicesCache: devices,
    cachedGroupMetadata: recipients.findGroup,
    defaultQueryTimeoutMs: 10_000,
    ...config,
  });
  const events: SessionEvent[] = [];
  const waiters = new Set<() => void>();
  const listen = (): Answers =>
    hearAnswers(client.socket(), (event) => {
      events.push(event);
      for (const look of waiters) look();
    });
  let answers = listen();
  let lastId = 0;

  const toldOf = (id: string): (string | number | null)[] =>
    events.flatMap((event): (string | number | null)[] => {
      if (event.kind === 'ack' && event.id === id) return [event.refusedWith];
      return event.kind === 'receipt' && event.id === id ? [event.status] : [];
    });

  return {
    phone: client.phone,
    socket: client.socket,
    fence: () => {
      client.vault.keys.set = () => Promise.reject(new Error('somebody else holds the lease'));
    },
    send: async (to, { id = idOf(client.phone, ++lastId), text = 'Hello', ackMs = 10_000 } = {}) => {
      const outgoing = { id, to, content: { kind: 'text' as const, text } };
      return { id, outcome: await sendMessage(client.socket(), outgoing, { answers, recipients, ackMs }) };
    },
    toldOf,
    told: (id, what) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!toldOf(id).includes(what)) return;
          waiters.delete(look);
          resolve();
        };
        waiters.add(look);
        look();
      }),
    closes: async () => void (await client.saw('connection.update', ({ connection }) => connection === 'close')),
    comesBack: async () => {
      client.forget();
      client.connect();
      answers = listen();
      await client.saw('connection.update', ({ connection }) => connection === 'open');
    },
    end: client.end,
  };
};

/** An id as we fix it: `3EB0` and 18 digits. */
const idOf = (phone: string, count: number): string =>
  `3EB0${(BigInt(phone) * 1000n + BigInt(count)).toString(16).toUpperCase().padStart(18, '0')}`;
