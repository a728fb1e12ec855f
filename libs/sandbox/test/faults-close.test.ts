import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { closeCodeOf, codeOfClose, type TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

type Client = TestClient & { phone: string };

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterEach(() => sandbox.call('DELETE', '/faults'));
afterAll(() => sandbox.stop());

const faults = (): Promise<unknown> => sandbox.call('GET', '/faults');
const opened = (client: TestClient) => client.saw('connection.update', ({ connection }) => connection === 'open');
const devicesOf = ({ phone }: Client): Promise<unknown> => sandbox.call('GET', `/phones/${phone}`);

describe('close', () => {
  let client: Client;
  beforeAll(async () => {
    client = await sandbox.provisionClient({ restarts: false });
  });

  it.each([
    [515, 515],
    [503, 503],
    [440, 440],
    [403, 403],
    [405, 405],
    [500, 500],
    [428, 428],
    [undefined, 428],
  ])('with %s is %s to the client, at once, and once', async (code, seen) => {
    client.forget();
    await sandbox.addFault({ match: { account: client.phone }, action: 'close', times: 1, code });
    expect(await codeOfClose(client)).toBe(seen);
    expect(await faults()).toEqual([]);
    expect((await sandbox.ledger()).at(-1)).toMatchObject({ kind: 'close', account: client.phone, code: seen });
    client.forget();
    client.connect();
    await opened(client);
  });

  it('strikes nobody else', async () => {
    const other = await sandbox.provisionClient();
    client.forget();
    await sandbox.addFault({ match: { account: client.phone }, action: 'close', times: 1 });
    await codeOfClose(client);
    await other.socket().onWhatsApp('12025550100');
    expect(other.all('connection.update')).not.toContainEqual(expect.objectContaining({ connection: 'close' }));
    client.connect();
    await opened(client);
  });

  it('strikes the next connection too while times are left', async () => {
    client.forget();
    await sandbox.addFault({ match: { account: client.phone }, action: 'close', times: 2, code: 503 });
    expect(await codeOfClose(client)).toBe(503);
    expect(await faults()).toMatchObject([{ times: 1, struck: 1 }]);
    client.forget();
    client.connect();
    expect(await codeOfClose(client)).toBe(503);
    client.forget();
    client.connect();
    await opened(client);
  });

  it('tries a connection once, not at each thing that is said there', async () => {
    client.forget();
    // With this seed it misses at first, and would strike the next three times.
    await sandbox.addFault({ match: { account: client.phone }, action: 'close', probability: 0.5, seed: 10 });
    for (let asked = 0; asked < 3; asked += 1) await client.socket().onWhatsApp('12025550100');
    expect(client.all('connection.update')).toEqual([]);
    expect(await faults()).toMatchObject([{ struck: 0 }]);
  });

  it('waits for a stanza that it names, which then never came', async () => {
    client.forget();
    await sandbox.addFault({
      match: { account: client.phone, stanza: 'message' },
      action: 'close',
      times: 1,
      code: 503,
    });
    await client.socket().onWhatsApp('12025550100');
    expect(client.all('connection.update')).toEqual([]);
    await client.socket().sendMessage('12025550122@s.whatsapp.net', { text: 'Never arrives' });
    expect(await codeOfClose(client)).toBe(503);
    expect(await sandbox.seenBy('12025550122')).toEqual([]);
    client.forget();
    client.connect();
    await opened(client);
  });

  it('waits for a contact that it names', async () => {
    client.forget();
    await sandbox.addFault({ match: { account: client.phone, contact: '12025550123' }, action: 'close', times: 1 });
    const { socket } = client;
    await socket().sendMessage('12025550100@s.whatsapp.net', { text: 'Fine' });
    // It is struck as soon as it is asked for; what waits for the answer waits for long, since nobody tells it.
    void socket().onWhatsApp('12025550123');
    expect(await codeOfClose(client)).toBe(428);
  });

  it('with 401 removes the device', async () => {
    const removed = await sandbox.provisionClient();
    await sandbox.addFault({ match: { account: removed.phone }, action: 'close', times: 1, code: 401 });
    expect(await codeOfClose(removed)).toBe(401);
    expect(await devicesOf(removed)).toMatchObject({ devices: [] });
    removed.forget();
    removed.connect();
    expect(await codeOfClose(removed)).toBe(401);
  });

  it('with 401 unsaid removes the device too, but is 440 to the client', async () => {
    const removed = await sandbox.provisionClient();
    await sandbox.addFault({ match: { account: removed.phone }, action: 'close', times: 1, code: 401, codeless: true });
    const update = await removed.saw('connection.update', ({ connection }) => connection === 'close');
    expect(closeCodeOf(update)).toBe(440);
    expect(update.lastDisconnect?.error).toMatchObject({ data: { attrs: { type: 'device_removed' } } });
    expect(await devicesOf(removed)).toMatchObject({ devices: [] });
  });
});

describe('refuse-login', () => {
  let client: Client;
  beforeAll(async () => {
    client = await sandbox.provisionClient();
    client.end();
    await codeOfClose(client);
  });

  it.each([401, 402, 403, 405, 406, 409, 411, 415, 419, 428, 429, 500, 501, 503])(
    'with %s is that to the client, which is let in afterwards',
    async (code) => {
      client.forget();
      await sandbox.addFault({ match: { account: client.phone }, action: 'refuse-login', times: 1, code });
      client.connect();
      expect(await codeOfClose(client)).toBe(code);
      client.forget();
      client.connect();
      await opened(client);
      client.end();
      await codeOfClose(client);
    },
  );
});

describe('refuse-upgrade', () => {
  let client: Client;
  beforeAll(async () => {
    client = await sandbox.provisionClient();
    client.end();
    await codeOfClose(client);
  });

  it.each([403, 429, 503])('with %s lets nobody in, and the client makes no event of it', async (code) => {
    client.forget();
    await sandbox.addFault({ match: { account: client.phone }, action: 'refuse-upgrade', times: 1, code });
    client.connect();
    const status = await new Promise((resolve) => {
      client.socket().ws.on('unexpected-response', (_request: unknown, response: { statusCode: number }) => {
        resolve(response.statusCode);
      });
    });
    expect(status).toBe(code);
    expect(client.all('connection.update').filter(({ connection }) => connection === 'close')).toEqual([]);
    expect(await faults()).toEqual([]);
  });

  it('does not strike while every device of its account is there', async () => {
    client.forget();
    client.connect();
    await opened(client);
    await sandbox.addFault({ match: { account: client.phone }, action: 'refuse-upgrade' });
    await sandbox.provisionClient();
    expect(await faults()).toMatchObject([{ struck: 0 }]);
  });
});

describe('bad-certificate', () => {
  it('makes the client hang up before it says who it is', async () => {
    const client = await sandbox.provisionClient();
    client.end();
    await codeOfClose(client);
    client.forget();
    await sandbox.addFault({ match: { account: client.phone }, action: 'bad-certificate', times: 1 });
    client.connect();
    expect(await codeOfClose(client)).toBe(400);
    client.forget();
    client.connect();
    await opened(client);
  });
});

describe('passkey-asked', () => {
  it('asks the client for a passkey and never links it', async () => {
    const { phone } = await sandbox.createPhone();
    const client = sandbox.openClient();
    const { qr } = await client.saw('connection.update', (update) => update.qr !== undefined);
    await sandbox.addFault({ match: { account: phone }, action: 'passkey-asked', times: 1 });
    const asked = new Promise((resolve) => {
      client.socket().ws.on('CB:notification,type:passkey_prologue_request', resolve);
    });
    await expect(sandbox.call('POST', `/phones/${phone}/scan`, { qr })).rejects.toThrow('passkey');
    expect(await asked).toMatchObject({ tag: 'notification' });
    expect(await sandbox.call('GET', `/phones/${phone}`)).toMatchObject({ devices: [] });
    // The next scan finds the client still there.
    await sandbox.call('POST', `/phones/${phone}/scan`, { qr });
    await opened(client);
  });
});
