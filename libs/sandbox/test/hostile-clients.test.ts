import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { childrenOf, findChild, node, type WireNode } from '../src/wire/node.ts';
import { connectRaw, identityOf, type RawClient } from './raw-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

// What somebody may try who is linked to one account and wants something of another's, or of everybody's time.

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.stop({ isStrangenessMeant: true }));

type Somebody = { phone: string; lid: string; client: RawClient; heard: WireNode[] };

/** A client of a new phone that hears everything at once. */
const somebody = async (): Promise<Somebody> => {
  const { phone, lid } = await sandbox.createPhone();
  const heard: WireNode[] = [];
  const identity = identityOf(await sandbox.call('POST', `/phones/${phone}/provision`));
  const client = await connectRaw(sandbox.wsUrl, identity, (stanza) => heard.push(stanza));
  const ready = client.next(({ tag, content }) => tag === 'ib' && JSON.stringify(content).includes('"offline"'));
  await client.ask(
    node('iq', { id: 'active', to: '@s.whatsapp.net', xmlns: 'passive', type: 'set' }, [node('active')]),
  );
  await ready;
  return { phone, lid, client, heard };
};
const pinged = (client: RawClient): Promise<WireNode | null> =>
  client.ask(node('iq', { id: randomBytes(8).toString('hex'), to: '@s.whatsapp.net', xmlns: 'w:p', type: 'get' }));
const statusOf = async (phone: string, id: string): Promise<unknown> => {
  const { chats } = JSON.parse(JSON.stringify(await sandbox.call('GET', `/conversations/${phone}`)));
  for (const { messages } of chats) for (const said of messages) if (said.id === id) return said.state;
  return undefined;
};

const upgrade = (origin: string | undefined, headers: Record<string, string> = {}): Promise<number> =>
  new Promise((resolve) => {
    const socket = new WebSocket(sandbox.wsUrl, { headers, ...(origin === undefined ? {} : { origin }) });
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => undefined);
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
  });

it('lets clients in, and no page of somebody else', async () => {
  expect(await upgrade(undefined)).toBe(101);
  expect(await upgrade('https://web.whatsapp.com')).toBe(101);
  expect(await upgrade(sandbox.url)).toBe(101);
  for (const origin of [
    'https://evil.example',
    'null',
    'http://localhost:3000',
    'https://web.whatsapp.com.evil.example',
  ])
    expect(await upgrade(origin)).toBe(403);
  expect(await upgrade(undefined, { Host: 'evil.example' })).toBe(403);
  expect(await upgrade('https://web.whatsapp.com', { 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
});

it('goes on after an upgrade to what is no path', async () => {
  const { hostname, port } = new URL(sandbox.url);
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET // HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`),
    );
    socket.once('data', (piece) => resolve(piece.toString()));
  });
  expect(answer).toContain('404');
  expect(await sandbox.call('GET', '/health')).toMatchObject({ ok: true });
});

it('sends nothing again to whom it was not sent', async () => {
  const [victim, other, thief] = [await sandbox.createPhone(), await sandbox.createPhone(), await somebody()];
  const { id } = JSON.parse(
    JSON.stringify(await sandbox.call('POST', `/phones/${victim.phone}/send`, { to: other.phone, text: 'a secret' })),
  );
  const to = `${victim.phone}@s.whatsapp.net`;
  thief.client.send(node('receipt', { id, to, type: 'retry' }, [node('retry', { count: '1', id, t: '1', v: '1' })]));
  await pinged(thief.client);
  await sandbox.call('GET', `/conversations/${victim.phone}`);
  await pinged(thief.client);
  expect(thief.heard.filter(({ tag, attrs }) => tag === 'message' && attrs['id'] === id)).toEqual([]);
});

it('believes nobody who says to have read what was for another', async () => {
  const [victim, other, liar] = [await sandbox.createPhone(), await sandbox.createPhone(), await somebody()];
  const { id } = JSON.parse(
    JSON.stringify(await sandbox.call('POST', `/phones/${victim.phone}/send`, { to: other.phone, text: 'hello' })),
  );
  const before = await statusOf(victim.phone, id);
  liar.client.send(node('receipt', { id, to: `${victim.phone}@s.whatsapp.net`, type: 'read' }));
  await pinged(liar.client);
  expect(await statusOf(victim.phone, id)).toBe(before);
});

it('brings no receipt of a group from whom it does not have', async () => {
  const [member, liar] = [await somebody(), await somebody()];
  const { id } = JSON.parse(
    JSON.stringify(await sandbox.call('POST', '/groups', { subject: 'Ours', members: [member.phone] })),
  );
  liar.client.send(
    node('receipt', { id: 'SAID', to: id, participant: `${member.lid}@lid`, type: 'read' }, [
      node('list', {}, [node('item', { id: 'MORE' })]),
    ]),
  );
  await pinged(liar.client);
  await pinged(member.client);
  expect(member.heard.filter(({ tag }) => tag === 'receipt')).toEqual([]);
});

it('brings a message to nobody but to whom it goes', async () => {
  const [author, bystander] = [await somebody(), await somebody()];
  author.client.send(
    node('message', { id: 'ASIDE', to: '12025550198@s.whatsapp.net', type: 'text' }, [
      node('participants', {}, [
        node('to', { jid: `${bystander.phone}:1@s.whatsapp.net` }, [
          node('enc', { v: '2', type: 'msg' }, randomBytes(80)),
        ]),
      ]),
    ]),
  );
  await pinged(author.client);
  await pinged(bystander.client);
  expect(bystander.heard.filter(({ tag }) => tag === 'message').map(({ attrs }) => attrs['id'])).not.toContain('ASIDE');
});

it('answers each thing once, however often a question names it', async () => {
  const { client, phone } = await somebody();
  const head = { to: '@s.whatsapp.net', type: 'get' };
  const answer = await client.ask(
    node('iq', { ...head, id: 'usync', xmlns: 'usync' }, [
      node('usync', {}, [
        node(
          'query',
          {},
          Array.from({ length: 2000 }, () => node('contact')),
        ),
        node(
          'list',
          {},
          Array.from({ length: 10 }, () => node('user', { jid: `${phone}@s.whatsapp.net` })),
        ),
      ]),
    ]),
  );
  const usync = answer && findChild(answer, 'usync');
  const list = usync && findChild(usync, 'list');
  expect(list && childrenOf(list).map((user) => childrenOf(user).length)).toEqual(Array.from({ length: 10 }, () => 1));

  const victim = await sandbox.createPhone();
  const keys = await client.ask(
    node('iq', { ...head, id: 'keys', xmlns: 'encrypt' }, [
      node(
        'key',
        {},
        Array.from({ length: 2000 }, () => node('user', { jid: `${victim.phone}@s.whatsapp.net` })),
      ),
    ]),
  );
  const bundles = keys && findChild(keys, 'list');
  expect(bundles && childrenOf(bundles)).toHaveLength(1);

  const sync = await client.ask(
    node('iq', { to: '@s.whatsapp.net', type: 'set', id: 'sync', xmlns: 'w:sync:app:state' }, [
      node(
        'sync',
        {},
        Array.from({ length: 2 }, () => node('collection', { name: 'regular', version: '0' })),
      ),
    ]),
  );
  expect(sync?.attrs['type']).toBe('error');
});

it('keeps no id of any length', async () => {
  const { client } = await somebody();
  client.send(node('message', { id: 'x'.repeat(5000), to: '12025550198@s.whatsapp.net' }));
  await client.over;
  expect(JSON.stringify(await sandbox.ledger())).not.toContain('x'.repeat(200));
});

it('calls nobody by a name without end', async () => {
  const { client, phone } = await somebody();
  client.send(node('presence', { name: 'n'.repeat(5000), type: 'unavailable' }));
  await pinged(client);
  const people = JSON.parse(JSON.stringify(await sandbox.call('GET', '/people')));
  const names = people.flatMap((one: { phone: string; name: string }) => (one.phone === phone ? [one.name] : []));
  expect(names).toEqual(['n'.repeat(100)]);
});

it('counts a vote quickly, however many options it has', async () => {
  const { phone } = await sandbox.createPhone();
  const contact = '12025550198';
  const client = await sandbox.provisionClient({ phone });
  const values = Array.from({ length: 4000 }, (_, index) => `option ${index}`);
  const poll = { name: 'Which?', values, selectableCount: 0 };
  const sent = await client.socket().sendMessage(`${contact}@s.whatsapp.net`, { poll });
  const id = sent?.key.id ?? '';
  await client.reached(id, 3);
  const startedAt = performance.now();
  await sandbox.sendFrom(contact, { to: phone, vote: { id, options: values } });
  expect(await sandbox.seenBy(contact)).toContainEqual(expect.objectContaining({ id, votes: expect.anything() }));
  // Every option against every choice took many seconds.
  expect(performance.now() - startedAt).toBeLessThan(3000);
});

it('lets nobody but its own devices say where an account has written', async () => {
  const contact = '12025550197';
  await sandbox.createContact({ phone: contact });
  const client = await sandbox.provisionClient();
  const { phone: victim } = await sandbox.createPhone();
  const message = {
    deviceSentMessage: { destinationJid: `${victim}@s.whatsapp.net`, message: { conversation: 'forged' } },
  };
  await client.socket().relayMessage(`${contact}@s.whatsapp.net`, message, { messageId: 'FORGED' });
  const sent = await client.socket().sendMessage(`${contact}@s.whatsapp.net`, { text: 'honest' });
  await client.reached(sent?.key.id, 3);
  expect((await sandbox.seenBy(contact)).map(({ text }) => text)).toEqual(['honest']);
});

it('lets nobody take back in one chat what was said in another', async () => {
  const contact = '12025550196';
  await sandbox.createContact({ phone: contact });
  const { phone: author } = await sandbox.createPhone();
  const client = await sandbox.provisionClient();
  const { id } = JSON.parse(
    JSON.stringify(await sandbox.call('POST', `/phones/${author}/send`, { to: contact, text: 'for you alone' })),
  );
  const made = await client.socket().groupCreate('Mine', [`${contact}@s.whatsapp.net`]);
  const key = { remoteJid: made.id, fromMe: false, id, participant: `${author}@s.whatsapp.net` };
  const sent = await client.socket().sendMessage(made.id, { delete: key });
  const last = await client.socket().sendMessage(`${contact}@s.whatsapp.net`, { text: 'done' });
  await client.reached(last?.key.id, 3);
  const seen = await sandbox.seenBy(contact);
  expect(seen.map((one) => one.id)).toContain(sent?.key.id);
  expect(seen.find((one) => one.id === id)).not.toHaveProperty('revokedAt');
});
