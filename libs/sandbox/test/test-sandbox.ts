import { z } from 'zod';
import { type SandboxOptions, startSandbox } from '../src/index.ts';
import { parseVault } from './memory-vault.ts';
import { type ClientSettings, createClient, type TestClient } from './test-client.ts';
import { trusting } from './trusting.ts';

const networkShape = z.object({
  wsUrl: z.string(),
  mediaUrl: z.string(),
  rootPublicKey: z.string(),
  caPem: z.string(),
});
const phoneShape = z.object({ phone: z.string(), lid: z.string() });
const idShape = z.object({ id: z.string() });
const seenShape = z.array(
  z.looseObject({
    id: z.string(),
    from: z.string(),
    type: z.string(),
    text: z.string().optional(),
    at: z.string(),
    frames: z.number(),
  }),
);
const ledgerShape = z.array(
  z.object({
    seq: z.number(),
    at: z.string(),
    kind: z.enum(['connect', 'login', 'close', 'message', 'receipt']),
    account: z.string().nullable(),
    connection: z.number(),
    id: z.string().optional(),
    to: z.string().optional(),
    duplicate: z.boolean().optional(),
    code: z.number().optional(),
  }),
);
const strangenessShape = z.array(z.object({ connection: z.number().nullable(), what: z.string() }));

/** A sandbox of a test's own, and what tests do with it. */
export type TestSandbox = {
  url: string;
  wsUrl: string;
  network: z.output<typeof networkShape>;
  /** Calls the control API; throws where it says no. */
  call: (method: string, path: string, body?: unknown) => Promise<unknown>;
  createPhone: (body?: unknown) => Promise<z.output<typeof phoneShape>>;
  createContact: (body: { phone: string; name?: string; onWhatsApp?: boolean; receipts?: string }) => Promise<void>;
  /** A client of a new phone, or of the one given, linked by QR and logged in. */
  linkClient: (options?: { phone?: string } & Partial<ClientSettings>) => Promise<TestClient & { phone: string }>;
  /** A contact writes: `{to, text}`, `{to, media}` and so on; answers the id. */
  sendFrom: (contact: string, body: unknown) => Promise<string>;
  /** A client that connects and belongs to nobody yet, or to whom the vault says. */
  openClient: (settings?: Partial<ClientSettings>) => TestClient;
  /** A client of a device that was linked without any client, of a new phone or of the one given; logged in. */
  provisionClient: (options?: { phone?: string } & Partial<ClientSettings>) => Promise<TestClient & { phone: string }>;
  /** Something goes wrong on purpose from now on. */
  addFault: (rule: unknown) => Promise<void>;
  /** Makes the network's time pass. */
  pass: (ms: number) => Promise<void>;
  /** What a contact has seen. */
  seenBy: (phone: string) => Promise<z.output<typeof seenShape>>;
  ledger: () => Promise<z.output<typeof ledgerShape>>;
  strangeness: () => Promise<z.output<typeof strangenessShape>>;
  /** Ends the clients and the sandbox. Throws where a client said something that nobody understood, unless the test
   * says that it meant to. */
  stop: (options?: { isStrangenessMeant?: boolean }) => Promise<void>;
};

export const startTestSandbox = async (options: SandboxOptions = {}): Promise<TestSandbox> => {
  const sandbox = await startSandbox(options);
  const clients: TestClient[] = [];

  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(new URL(path, sandbox.url), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };

  const network = networkShape.parse(await call('GET', '/network'));
  const createPhone: TestSandbox['createPhone'] = async (body = {}) =>
    phoneShape.parse(await call('POST', '/phones', body));
  const strangeness: TestSandbox['strangeness'] = async () => strangenessShape.parse(await call('GET', '/strangeness'));

  const openClient: TestSandbox['openClient'] = (settings = {}) => {
    const client = createClient({ wsUrl: network.wsUrl, ...trusting(network), ...settings });
    clients.push(client);
    client.connect();
    return client;
  };
  const loggedIn = async (client: TestClient): Promise<void> => {
    await client.saw('connection.update', (update) => update.connection === 'open');
    await client.saw('connection.update', (update) => update.receivedPendingNotifications === true);
  };

  return {
    url: sandbox.url,
    wsUrl: network.wsUrl,
    network,
    call,
    createPhone,
    createContact: async (body) => void (await call('POST', '/contacts', body)),
    linkClient: async ({ phone, ...settings } = {}) => {
      const owner = phone ?? (await createPhone()).phone;
      const client = openClient(settings);
      const { qr } = await client.saw('connection.update', (update) => update.qr !== undefined);
      await call('POST', `/phones/${owner}/scan`, { qr });
      await loggedIn(client);
      return { ...client, phone: owner };
    },
    openClient,
    provisionClient: async ({ phone, ...settings } = {}) => {
      const owner = phone ?? (await createPhone()).phone;
      const vault = parseVault(await call('POST', `/phones/${owner}/provision`));
      const client = openClient({ vault, ...settings });
      await loggedIn(client);
      return { ...client, phone: owner };
    },
    addFault: async (rule) => void (await call('POST', '/faults', rule)),
    pass: async (ms) => void (await call('POST', '/clock', { advanceMs: ms })),
    sendFrom: async (contact, body) => idShape.parse(await call('POST', `/contacts/${contact}/messages`, body)).id,
    seenBy: async (phone) => seenShape.parse(await call('GET', `/contacts/${phone}/messages`)),
    ledger: async () => ledgerShape.parse(await call('GET', '/ledger')),
    strangeness,
    stop: async ({ isStrangenessMeant = false } = {}) => {
      const strange = await strangeness();
      for (const client of clients) client.end();
      await sandbox.stop();
      if (strange.length > 0 && !isStrangenessMeant)
        throw new Error(`not understood: ${JSON.stringify(strange, null, 1)}`);
    },
  };
};
