import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BinaryNode } from '@whiskeysockets/baileys';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Acks, hearAcks } from './hear-acks.ts';
import { codeOfClose, sawMessage, type TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

type Client = TestClient & { phone: string };

const contact = '12025550130';
const other = '12025550100';
let sandbox: TestSandbox;
let client: Client;
let acks: Acks;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: contact });
  client = await sandbox.provisionClient();
  acks = hearAcks(client);
});
afterEach(() => sandbox.call('DELETE', '/faults'));
afterAll(() => sandbox.stop());

const faults = (): Promise<unknown> => sandbox.call('GET', '/faults');
const send = async (to: string, from: TestClient = client): Promise<string> => {
  const sent = await from.socket().sendMessage(`${to}@s.whatsapp.net`, { text: 'Hello' });
  return sent?.key.id ?? '';
};
/** Whatever was under way before has arrived by the time this is read. */
const settle = async (from: TestClient = client): Promise<void> => from.reached(await send(other, from), 4);
const sawFrames = async (id: string): Promise<number[]> =>
  (await sandbox.seenBy(contact)).filter((seen) => seen.id === id).map(({ frames }) => frames);
/** The ids of the stanzas of this kind as they come in. */
const hear = (tag: string): string[] => {
  const ids: string[] = [];
  client.socket().ws.on(`CB:${tag}`, ({ attrs }: BinaryNode) => ids.push(attrs['id'] ?? ''));
  return ids;
};

describe('acks', () => {
  it('ack-lost: the message is shown and confirmed, but never acknowledged', async () => {
    await sandbox.addFault({ match: { account: client.phone, contact }, action: 'ack-lost', times: 1 });
    const id = await send(contact);
    await client.reached(id, 4);
    await settle();
    expect(acks.of(id)).toEqual([]);
    expect(await sawFrames(id)).toEqual([1]);
    expect(await acks.next(await send(contact))).toBeNull();
  });

  it.each([
    ['as late as it says', 5000],
    ['half a minute late where it does not say', undefined],
  ])('ack-late: it is acknowledged %s', async (_how, delayMs) => {
    await sandbox.addFault({ match: { account: client.phone }, action: 'ack-late', times: 1, delayMs });
    const id = await send(contact);
    await settle();
    await sandbox.pass((delayMs ?? 30_000) - 2000);
    await settle();
    expect(acks.of(id)).toEqual([]);
    await sandbox.pass(2000);
    expect(await acks.next(id)).toBeNull();
  });

  it.each([400, 475, 479, 503])('nack: %s is said, and nobody sees the message', async (code) => {
    await sandbox.addFault({ match: { account: client.phone, contact }, action: 'nack', times: 1, code });
    const id = await send(contact);
    expect(await acks.next(id)).toBe(String(code));
    await settle();
    // A refusal that comes soon is told with the message itself, any other after it.
    const told = [
      ...client.all('messages.upsert').flatMap(({ messages }) => messages),
      ...client.all('messages.update').flatMap((updates) => updates.map(({ key, update }) => ({ key, ...update }))),
    ].filter(({ key, status }) => key.id === id && status === 0);
    expect(told).toMatchObject([{ messageStubParameters: [String(code)] }]);
    expect(await sawFrames(id)).toEqual([]);
  });

  it('nack: 463 holds the account to those it knows, for 30 seconds', async () => {
    const own = await sandbox.provisionClient();
    const heard = hearAcks(own);
    await sandbox.addFault({ match: { account: own.phone }, action: 'nack', times: 1, code: 463 });
    expect(await heard.next(await send(contact, own))).toBe('463');
    await own.saw('connection.update', ({ reachoutTimeLock }) => reachoutTimeLock?.isActive === true);
    expect(await heard.next(await send('12025550140', own))).toBe('463');
    await sandbox.pass(30_000);
    await own.saw('connection.update', ({ reachoutTimeLock }) => reachoutTimeLock?.isActive === false);
    expect(await heard.next(await send('12025550140', own))).toBeNull();
  });

  it('strikes as likely as it says, alike for the same seed', async () => {
    const run = async (): Promise<boolean[]> => {
      await sandbox.addFault({
        match: { account: client.phone, contact },
        action: 'nack',
        probability: 0.5,
        seed: 4,
        code: 503,
      });
      const said: boolean[] = [];
      for (let count = 0; count < 8; count += 1) said.push((await acks.next(await send(contact))) === null);
      await sandbox.call('DELETE', '/faults');
      return said;
    };
    const first = await run();
    expect(new Set(first)).toEqual(new Set([true, false]));
    expect(await run()).toEqual(first);
  });
});

describe('answers and deliveries', () => {
  it('no-answer: a question, by any of its names, stays without one', async () => {
    const impatient = await sandbox.provisionClient({ defaultQueryTimeoutMs: 300 });
    for (const stanza of ['usync', 'iq']) {
      await sandbox.addFault({
        match: { account: impatient.phone, stanza, contact: other },
        action: 'no-answer',
        times: 1,
      });
      expect(await impatient.socket().onWhatsApp(other)).toBeFalsy();
      expect(await faults()).toEqual([]);
    }
    expect(await impatient.socket().onWhatsApp(other)).toMatchObject([{ exists: true }]);
  });

  it('no-answer: without keys nobody can be written to for the first time', async () => {
    const impatient = await sandbox.provisionClient({ defaultQueryTimeoutMs: 300 });
    await sandbox.addFault({ match: { account: impatient.phone, stanza: 'prekeys' }, action: 'no-answer' });
    await expect(send('12025550141', impatient)).rejects.toThrow();
    expect(await sandbox.seenBy('12025550141')).toEqual([]);
  });

  it('duplicate: a delivery comes twice', async () => {
    const ids = hear('message');
    await sandbox.addFault({
      match: { account: client.phone, contact, stanza: 'message' },
      action: 'duplicate',
      times: 1,
    });
    const id = await sandbox.sendFrom(contact, { to: client.phone, text: 'Twice' });
    await client.saw('messages.upsert', ({ messages }) => messages.some(({ key }) => key.id === id));
    await settle();
    // The client cannot open it twice, so it may ask for it again after that.
    expect(ids.slice(0, 2)).toEqual([id, id]);
  });

  it('reorder: a delivery is overtaken by the next', async () => {
    const ids = hear('message');
    const aDay = 24 * 60 * 60 * 1000;
    await sandbox.addFault({
      match: { account: client.phone, stanza: 'message' },
      action: 'reorder',
      times: 1,
      delayMs: aDay,
    });
    const first = await sandbox.sendFrom(contact, { to: client.phone, text: 'First' });
    const second = await sandbox.sendFrom(contact, { to: client.phone, text: 'Second' });
    for (const id of [first, second]) await sawMessage(client, id);
    expect(ids).toEqual([second, first]);
  });

  it('reorder: what nothing overtakes comes after a moment', async () => {
    const ids = hear('message');
    await sandbox.addFault({ match: { account: client.phone, stanza: 'message' }, action: 'reorder', times: 1 });
    const id = await sandbox.sendFrom(contact, { to: client.phone, text: 'Alone' });
    expect(ids).toEqual([]);
    await sandbox.pass(1000);
    await client.saw('messages.upsert', ({ messages }) => messages.some(({ key }) => key.id === id));
    expect(ids).toEqual([id]);
  });

  it('slow: everything is late, both ways, and in order', async () => {
    const own = await sandbox.provisionClient();
    await settle(own);
    const order: string[] = [];
    own.socket().ws.on('CB:ack,class:message', ({ attrs }: BinaryNode) => order.push(attrs['id'] ?? ''));
    await sandbox.addFault({ match: { account: own.phone }, action: 'slow', delayMs: 20_000 });
    const ids = [await send(other, own), await send(other, own), await send(other, own)];
    await settle();
    expect(await sandbox.seenBy(other)).not.toContainEqual(expect.objectContaining({ id: ids[0] }));
    await sandbox.pass(21_000);
    expect(await sandbox.seenBy(other)).toContainEqual(expect.objectContaining({ id: ids[2] }));
    expect(order).toEqual([]);
    await sandbox.pass(21_000);
    for (const id of ids) await own.reached(id, 4);
    expect(order).toEqual(ids);
  });
});

describe('whole connections', () => {
  it('black-hole: hears and says nothing, until the client finds out', async () => {
    const own = await sandbox.provisionClient({ keepAliveIntervalMs: 100 });
    await own.reached(await send(contact, own), 4);
    await sandbox.addFault({ match: { account: own.phone }, action: 'black-hole', times: 1 });
    const id = await send(contact, own);
    expect(await sandbox.call('GET', `/phones/${own.phone}`)).toMatchObject({ connections: 1 });
    // Five seconds and a keepalive later, by the clock on its wall.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 6000 });
    expect(await codeOfClose(own)).toBe(408);
    vi.useRealTimers();
    expect(await sawFrames(id)).toEqual([]);
    own.forget();
    own.connect();
    await own.saw('connection.update', ({ connection }) => connection === 'open');
  });

  it('garbage-frame: breaks a client that does not expect it, which does not even notice that it is broken', async () => {
    const { phone } = await sandbox.createPhone();
    const provisioned = JSON.stringify(await sandbox.call('POST', `/phones/${phone}/provision`));
    const sufferer = fork(fileURLToPath(new URL('suffer-garbage.ts', import.meta.url)), [sandbox.wsUrl, provisioned]);
    const words: unknown[] = [];
    const heard = new Promise<void>((resolve) => {
      sufferer.on('message', (word) => {
        words.push(word);
        if (word === 'open') void sandbox.addFault({ match: { account: phone }, action: 'garbage-frame', times: 1 });
        if (word === 'unhandled') resolve();
      });
    });
    await heard;
    sufferer.kill();
    expect(words).toEqual(['open', 'unhandled']);
    expect(await faults()).toEqual([]);
  });
});

describe('rules', () => {
  it.each([
    ['an unknown action', { match: {}, action: 'explode' }],
    ['an unknown key', { match: {}, action: 'close', when: 'now' }],
    ['an unknown key to match', { match: { number: '1' }, action: 'close' }],
    ['a code that nobody says', { match: {}, action: 'nack', code: 418 }],
    ['a code where there is none', { match: {}, action: 'black-hole', code: 503 }],
    ['a code left unsaid that is another', { match: {}, action: 'close', code: 503, codeless: true }],
    ['no times at all', { match: {}, action: 'close', times: 0 }],
    ['a likelihood beyond certainty', { match: {}, action: 'close', probability: 2 }],
    ['no body', undefined],
  ])('are refused with %s', async (_what, body) => {
    await expect(sandbox.addFault(body)).rejects.toThrow('400');
    expect(await faults()).toEqual([]);
  });

  it('are listed with how often they have struck, until they are removed', async () => {
    await sandbox.addFault({ match: { account: '+1 202 556 9999' }, action: 'nack', code: 400, times: 3 });
    const { id } = { id: expect.any(String) };
    expect(await faults()).toEqual([
      { id, match: { account: '12025569999' }, action: 'nack', code: 400, times: 3, struck: 0 },
    ]);
    await sandbox.call('DELETE', '/faults');
    expect(await faults()).toEqual([]);
  });
});
