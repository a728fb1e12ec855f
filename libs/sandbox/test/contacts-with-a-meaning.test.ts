import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Acks, hearAcks } from './hear-acks.ts';
import { closeCodeOf, type TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

type Client = TestClient & { phone: string };

let sandbox: TestSandbox;
let client: Client;
let acks: Acks;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await sandbox.provisionClient();
  acks = hearAcks(client);
});
afterAll(() => sandbox.stop());

const phoneOf = (lastDigits: string): string => `1202555${lastDigits}`;
const jidOf = (lastDigits: string): string => `${phoneOf(lastDigits)}@s.whatsapp.net`;

const send = async (lastDigits: string, { from = client, text = 'Hello', id = '' } = {}): Promise<string> => {
  const sent = await from.socket().sendMessage(jidOf(lastDigits), { text }, id === '' ? {} : { messageId: id });
  return sent?.key.id ?? '';
};
/** Whatever was under way before has arrived by the time this is read. */
const settle = async (from: Client = client): Promise<void> => from.reached(await send('0100', { from }), 4);
const statusesOf = (id: string, from: Client = client): number[] =>
  from
    .all('messages.update')
    .flat()
    .filter(({ key }) => key.id === id)
    .map(({ update }) => update.status ?? 0);
const seen = (lastDigits: string) => sandbox.seenBy(phoneOf(lastDigits));
const closeCode = async (from: Client): Promise<number | null> =>
  closeCodeOf(await from.saw('connection.update', ({ connection }) => connection === 'close'));
const comesBack = async (from: Client): Promise<void> => {
  from.forget();
  from.connect();
  await from.saw('connection.update', ({ connection }) => connection === 'open');
};
/** What somebody answered; the chat, as the client names it, may be of either kind. */
const answerFrom = async (chat: string, from: Client = client) => {
  const { messages } = await from.saw('messages.upsert', (upsert) =>
    upsert.messages.some(({ key }) => key.fromMe !== true && key.remoteJid === chat),
  );
  return messages.find(({ key }) => key.remoteJid === chat);
};

describe('whoever takes messages in', () => {
  it('0100 delivers and reads at once', async () => {
    const id = await send('0100', { text: 'Good morning' });
    await client.reached(id, 4);
    expect(acks.of(id)).toEqual([null]);
    expect(await seen('0100')).toMatchObject([{ id, text: 'Good morning', frames: 1 }]);
  });

  it('0101 delivers and never reads', async () => {
    const id = await send('0101');
    await client.reached(id, 3);
    await sandbox.pass(24 * 60 * 60 * 1000);
    await settle();
    expect(statusesOf(id)).not.toContain(4);
    expect(await seen('0101')).toHaveLength(1);
  });

  it('0102 is acknowledged and never sees it', async () => {
    const id = await send('0102');
    expect(await acks.next(id)).toBeNull();
    await sandbox.pass(60_000);
    await settle();
    expect(statusesOf(id)).toEqual([]);
    expect(await seen('0102')).toEqual([]);
  });

  it('0103 is not on WhatsApp', async () => {
    expect(await client.socket().onWhatsApp(phoneOf('0103'), phoneOf('0100'))).toEqual([
      { jid: jidOf('0100'), exists: true },
    ]);
    const id = await send('0103');
    expect(await acks.next(id)).toBeNull();
    expect(await seen('0103')).toEqual([]);
    const path = `/contacts/${phoneOf('0103')}/messages`;
    await expect(sandbox.call('POST', path, { to: client.phone, text: 'Hi' })).rejects.toThrow('400');
  });

  it('0105 is refused with 479, and not shown', async () => {
    const id = await send('0105');
    expect(await acks.next(id)).toBe('479');
    await client.reached(id, 0);
    expect(await seen('0105')).toEqual([]);
  });

  it('0106 is acknowledged after 30 seconds, then read', async () => {
    const id = await send('0106');
    await settle();
    await sandbox.pass(28_000);
    await settle();
    expect([acks.of(id), statusesOf(id)]).toEqual([[], []]);
    await sandbox.pass(2000);
    expect(await acks.next(id)).toBeNull();
    await sandbox.pass(2000);
    await client.reached(id, 4);
    expect(await seen('0106')).toMatchObject([{ id, frames: 1 }]);
  });

  it('0107 shows it, but neither ack nor receipt comes before the account connects again', async () => {
    const own = await sandbox.provisionClient();
    const heard = hearAcks(own);
    const id = await send('0107', { from: own });
    await settle(own);
    await sandbox.pass(10 * 60_000);
    await settle(own);
    expect([heard.of(id), statusesOf(id, own)]).toEqual([[], []]);
    expect(await seen('0107')).toMatchObject([{ id, frames: 1 }]);
    own.end();
    await comesBack(own);
    const heardLater = hearAcks(own);
    await own.reached(id, 4);
    await settle(own);
    expect(heardLater.of(id)).toEqual([]);
  });
});

describe('whoever answers', () => {
  it('0110 answers with an echo', async () => {
    const id = await send('0110', { text: 'anybody there?' });
    expect((await answerFrom(jidOf('0110')))?.message?.conversation).toBe('echo: anybody there?');
    await client.reached(id, 4);
  });

  it('0111 answers from its LID, and does not say its number', async () => {
    const id = await send('0111');
    await client.reached(id, 4);
    const lid = await client.socket().signalRepository.lidMapping.getLIDForPN(jidOf('0111'));
    const chat = `${lid?.split(/[:@]/u)[0]}@lid`;
    const answer = await answerFrom(chat);
    expect(answer?.key).toMatchObject({ remoteJid: chat, fromMe: false });
    expect(JSON.stringify(answer)).not.toContain(phoneOf('0111'));
  });

  it('0112 answers STOP', async () => {
    await send('0112');
    expect((await answerFrom(jidOf('0112')))?.message?.conversation).toBe('STOP');
  });

  it('0113 answers with what should make a careless model obey', async () => {
    await send('0113');
    expect((await answerFrom(jidOf('0113')))?.message?.conversation).toMatch(/ignore all previous instructions/iu);
  });

  it('0114 sends each receipt twice, and out of order', async () => {
    const receipts: (string | undefined)[] = [];
    client.socket().ws.on('CB:receipt', ({ attrs }: { attrs: Record<string, string> }) => {
      if (attrs['from'] === jidOf('0114')) receipts.push(attrs['type']);
    });
    const id = await send('0114');
    await client.reached(id, 4);
    await settle();
    expect(receipts).toEqual(['read', undefined, undefined, 'read']);
    const entries = (await sandbox.ledger()).filter((entry) => entry.id === id);
    expect(entries.map(({ kind, to }) => [kind, to])).toEqual([
      ['message', phoneOf('0114')],
      ...Array.from({ length: 4 }, () => ['receipt', undefined]),
    ]);
  });

  it('ordinary people read after a moment, and some answer, always the same ones', async () => {
    const answering = await send('0120');
    const silent = await send('0121');
    await client.reached(answering, 3);
    await client.reached(silent, 3);
    expect([...statusesOf(answering), ...statusesOf(silent)]).not.toContain(4);
    await sandbox.pass(6000);
    await client.reached(answering, 4);
    await client.reached(silent, 4);
    expect((await answerFrom(jidOf('0120')))?.message?.conversation).toBe('Thanks!');
    await settle();
    expect(client.all('messages.upsert').flatMap(({ messages }) => messages.map(({ key }) => key))).not.toContainEqual(
      expect.objectContaining({ remoteJid: jidOf('0121'), fromMe: false }),
    );
  });

  it('are all there, and nobody has the place of one with a meaning', async () => {
    for (const digits of ['0100', '0116', '0120', '0199']) expect(await seen(digits)).toBeInstanceOf(Array);
    await expect(sandbox.createContact({ phone: phoneOf('0110') })).rejects.toThrow('400');
  });
});

describe('whoever hurts', () => {
  it('0104 is refused with 463, and nobody new can be written to for 30 seconds', async () => {
    const own = await sandbox.provisionClient();
    const heard = hearAcks(own);
    await own.reached(await send('0100', { from: own }), 4);
    await sandbox.sendFrom(phoneOf('0199'), { to: own.phone, text: 'It is me' });
    await own.saw('messages.upsert', ({ messages }) => messages.some(({ key }) => key.remoteJid === jidOf('0199')));

    const first = await send('0104', { from: own });
    expect(await heard.next(first)).toBe('463');
    const { reachoutTimeLock } = await own.saw(
      'connection.update',
      (update) => update.reachoutTimeLock?.isActive === true,
    );
    expect(reachoutTimeLock?.timeEnforcementEnds).toBeInstanceOf(Date);

    expect(await own.socket().fetchAccountReachoutTimelock()).toMatchObject({ isActive: true });
    expect(await heard.next(await send('0150', { from: own }))).toBe('463');
    expect(await heard.next(await send('0100', { from: own }))).toBeNull();
    expect(await heard.next(await send('0199', { from: own }))).toBeNull();
    // Somebody else is not held to it.
    await settle();

    await sandbox.pass(31_000);
    await own.saw('connection.update', (update) => update.reachoutTimeLock?.isActive === false);
    expect(await heard.next(await send('0150', { from: own }))).toBeNull();
    expect(await seen('0104')).toEqual([]);
    expect(await seen('0150')).toHaveLength(1);
  });

  it('0108 shows it once, though the connection drops before the ack and it has to be sent again', async () => {
    const own = await sandbox.provisionClient();
    const heard = hearAcks(own);
    const id = await send('0108', { from: own });
    expect(await closeCode(own)).toBe(428);
    expect(heard.of(id)).toEqual([]);
    expect(await seen('0108')).toMatchObject([{ id, frames: 1 }]);
    await comesBack(own);
    await send('0108', { from: own, id });
    await own.reached(id, 4);
    expect(await seen('0108')).toMatchObject([{ id, frames: 2 }]);
    const frames = (await sandbox.ledger()).filter((entry) => entry.kind === 'message' && entry.id === id);
    expect(frames).toMatchObject([{ duplicate: false }, { duplicate: true, to: phoneOf('0108') }]);
  });

  it('0109 shows it only where it is sent again', async () => {
    const own = await sandbox.provisionClient();
    const id = await send('0109', { from: own });
    expect(await closeCode(own)).toBe(428);
    expect(await seen('0109')).toEqual([]);
    await comesBack(own);
    await send('0109', { from: own, id });
    await own.reached(id, 4);
    expect(await seen('0109')).toMatchObject([{ id, frames: 1 }]);
  });

  it('0115 is on WhatsApp, but its devices and keys are never told', async () => {
    const own = await sandbox.provisionClient({ defaultQueryTimeoutMs: 400 });
    expect(await own.socket().onWhatsApp(phoneOf('0115'))).toEqual([{ jid: jidOf('0115'), exists: true }]);
    await send('0115', { from: own }).catch(() => undefined);
    await settle(own);
    expect(await seen('0115')).toEqual([]);
  });

  it('0116 logs the device out', async () => {
    const own = await sandbox.provisionClient();
    const heard = hearAcks(own);
    const id = await send('0116', { from: own });
    expect(await closeCode(own)).toBe(401);
    expect(heard.of(id)).toEqual([]);
    expect(await seen('0116')).toEqual([]);
    expect(await sandbox.call('GET', `/phones/${own.phone}`)).toMatchObject({ devices: [], connections: 0 });
    own.forget();
    own.connect();
    expect(await closeCode(own)).toBe(401);
  });
});
