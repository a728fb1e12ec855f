import { afterAll, beforeAll, expect, it } from 'vitest';
import { node, type WireNode } from '../src/wire/node.ts';
import { createDice } from './dice.ts';
import { heldMegabytes } from './held-memory.ts';
import { mutateNode } from './mutate-node.ts';
import { randomNode } from './random-node.ts';
import { connectRaw, identityOf, type RawClient, type RawIdentity, strangerIdentity } from './raw-client.ts';
import { stanzaCorpus } from './stanza-corpus.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

// One device says thousands of wrong things, in which it names a second account wherever it can. A third account is
// never named. Nothing of the third may reach it, of the second nothing but what anybody is told who asks; and both are
// served as if it were not there.

const server = '@s.whatsapp.net';
const contact = '12025550271';
const batches = 350;
const perBatch = 10;

type Person = { phone: string; lid: string; identity: RawIdentity; client: RawClient; heard: WireNode[] };

let sandbox: TestSandbox;
let attacker: Person;
let named: Person;
let unnamed: Person;
/** What the attacker must never hear, and what it is. */
const secrets: { what: string; bytes: Buffer }[] = [];

const provision = async (phone: string): Promise<RawIdentity> =>
  identityOf(await sandbox.call('POST', `/phones/${phone}/provision`));
/** Null where the network does not want it. */
const logIn = async (identity: RawIdentity, heard: WireNode[]): Promise<RawClient | null> => {
  const client = await connectRaw(sandbox.wsUrl, identity, (stanza) => heard.push(stanza));
  const active = node('iq', { id: 'active', xmlns: 'passive', type: 'set', to: server }, [node('active')]);
  return (await client.ask(active)) === null ? null : client;
};
/** Links one device anew, in place of all others, and logs in. */
const linkAnew = async (phone: string, heard: WireNode[]): Promise<Pick<Person, 'identity' | 'client'>> => {
  await sandbox.call('POST', `/phones/${phone}/unlink`);
  const identity = await provision(phone);
  const client = await logIn(identity, heard);
  if (client === null) throw new Error('a new device cannot log in');
  return { identity, client };
};
const join = async (): Promise<Person> => {
  const { phone, lid } = await sandbox.createPhone();
  const heard: WireNode[] = [];
  return { phone, lid, heard, ...(await linkAnew(phone, heard)) };
};

let asked = 0;
const ping = (): WireNode =>
  node('iq', { id: `ping-${(asked += 1)}`, xmlns: 'w:p', type: 'get', to: server }, [node('ping')]);
const isServed = async ({ client }: Person): Promise<void> => {
  expect(await client.ask(ping())).toMatchObject({ attrs: { type: 'result' } });
};

/** Everything that is said in a stanza: names, values, contents. */
const spoken = ({ tag, attrs, content }: WireNode): Buffer[] => [
  ...[tag, ...Object.entries(attrs).flat()].map((text) => Buffer.from(text)),
  ...(Array.isArray(content) ? content.flatMap(spoken) : content === undefined ? [] : [Buffer.from(content)]),
];
const secretsIn = (stanza: WireNode): string[] => {
  const said = spoken(stanza);
  return secrets.filter(({ bytes }) => said.some((part) => part.includes(bytes))).map(({ what }) => what);
};

/** Whether whoever a stanza is from could have sent it: the network, the contact, a group, the account itself, or one
 * of these others. */
const isFromItsCircle = ({ tag, attrs }: WireNode, self: Person, others: Person[]): boolean => {
  const from = attrs['participant'] ?? attrs['from'];
  if (from === undefined || from === server || tag === 'success') return true;
  const [user = ''] = from.split(/[:@]/u);
  const known = [self, ...others].flatMap(({ phone, lid }) => [phone, lid]);
  return known.includes(user) || from === `${contact}@s.whatsapp.net` || from.endsWith('@g.us');
};

/** Somebody lives a little: has a name, gets a message, sends one. All of it is nobody else's business. */
const live = async ({ client, heard, phone }: Person, who: string): Promise<void> => {
  const keep = (what: string, text: string | Buffer): void => {
    secrets.push({ what: `${what} of the ${who}`, bytes: Buffer.from(text) });
  };
  client.send(node('presence', { type: 'available', name: `Name of the ${who}` }));
  keep('the name', `Name of the ${who}`);
  keep('the id of a message', await sandbox.sendFrom(contact, { to: phone, text: 'between you and me' }));
  const received = heard.find(({ tag }) => tag === 'message') ?? (await client.next(({ tag }) => tag === 'message'));
  for (const bytes of received === null ? [] : spoken(received)) if (bytes.length > 60) keep('a ciphertext', bytes);
  const sent = node('message', { id: `Sent by the ${who}`, to: `${contact}@s.whatsapp.net`, type: 'text' }, [
    node('participants', {}, []),
  ]);
  keep('the id of a sent message', `Sent by the ${who}`);
  client.send(sent);
};

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: contact });
  [attacker, named, unnamed] = [await join(), await join(), await join()];
  await live(named, 'second');
  await live(unnamed, 'third');
  secrets.push({ what: 'the number of the third', bytes: Buffer.from(unnamed.phone) });
  secrets.push({ what: 'the LID of the third', bytes: Buffer.from(unnamed.lid) });
});
afterAll(() => sandbox.stop({ isStrangenessMeant: true }));

it('serves the others, holds nothing and tells no secrets, whatever a device says', async () => {
  const dice = createDice(5);
  const oddities = [
    '',
    '0',
    '-1',
    '1e9',
    'NaN',
    '99999999999999999999',
    'x',
    ' ',
    '\0',
    'constructor',
    'toString',
    '@',
    '@@',
    ':',
    '@g.us',
    server,
    '@lid',
    'status@broadcast',
    `${named.phone}@s.whatsapp.net`,
    `${named.phone}:1@s.whatsapp.net`,
    `${named.phone}:999@s.whatsapp.net`,
    `${named.lid}@lid`,
    `${named.lid}:1@lid`,
    `${named.lid}:-1@lid`,
    `${named.lid}@s.whatsapp.net`,
    `${named.phone}@lid`,
    `${contact}@s.whatsapp.net`,
    '120363000000000001@g.us',
    named.phone,
    named.lid,
    'active',
    'ping-1',
    'pair-1',
    'read',
    'set',
    'get',
    'result',
    'error',
    'pkmsg',
    'skmsg',
    '👋'.repeat(300),
    'y'.repeat(8000),
  ];
  const corpus = stanzaCorpus(dice, { contact, other: named });
  const before = heldMegabytes();
  let closings = 0;
  for (let round = 0; round < batches; round += 1) {
    for (let said = 0; said < perBatch; said += 1) {
      const right = dice.chance(0.1) ? randomNode(dice) : dice.pick(corpus);
      const wrong = dice.chance(0.05) ? right : mutateNode(dice, right, oddities);
      attacker.client.send(dice.chance(0.3) ? mutateNode(dice, wrong, oddities) : wrong);
    }
    if ((await attacker.client.ask(ping())) === null) {
      closings += 1;
      const { identity, phone, heard } = attacker;
      const client = await logIn(identity, heard);
      attacker = { ...attacker, ...(client === null ? await linkAnew(phone, heard) : { client }) };
    }
    await isServed(named);
    if (round % 20 === 0) await isServed(unnamed);
  }
  // Those whose secrets they are have heard them, in the same shape in which the attacker could have.
  expect(new Set(named.heard.flatMap(secretsIn)).size).toBeGreaterThanOrEqual(2);
  expect(new Set(unnamed.heard.flatMap(secretsIn)).size).toBeGreaterThanOrEqual(3);
  expect(attacker.heard.flatMap(secretsIn)).toEqual([]);
  expect(closings).toBeGreaterThan(0);
  expect(named.heard.filter((stanza) => !isFromItsCircle(stanza, named, [attacker]))).toEqual([]);
  expect(unnamed.heard.filter((stanza) => !isFromItsCircle(stanza, unnamed, []))).toEqual([]);
  // What a client says wrong is told apart from what the network does wrong.
  const strange = await sandbox.strangeness();
  expect(strange.length).toBeGreaterThan(0);
  expect(strange.filter(({ what }) => /^(?:Type|Range|Reference|Syntax|Assertion)Error/u.test(what))).toEqual([]);
  attacker.heard.length = 0;
  named.heard.length = 0;
  expect(heldMegabytes() - before, 'megabytes held').toBeLessThan(64);
});

it('serves the others and tells no secrets, whatever a client says that is not linked', async () => {
  const dice = createDice(6);
  const corpus = stanzaCorpus(dice, { contact, other: named });
  const heard: WireNode[] = [];
  for (let round = 0; round < 40; round += 1) {
    const client = await connectRaw(sandbox.wsUrl, strangerIdentity(), (stanza) => heard.push(stanza));
    for (let said = 0; said < 20; said += 1)
      client.send(mutateNode(dice, dice.pick(corpus), ['', 'x', `${named.phone}@s.whatsapp.net`]));
    await client.ask(ping());
    await client.close();
  }
  expect(heard.length).toBeGreaterThan(400);
  expect(heard.flatMap(secretsIn)).toEqual([]);
  expect(heard.filter(({ tag }) => tag === 'success' || tag === 'message')).toEqual([]);
  await isServed(named);
});

it('tells a device in whose name something is said: its own, whatever it claims', async () => {
  const phoneOf = ({ phone }: Person): string => `${phone}@s.whatsapp.net`;
  const enc = node('enc', { v: 2, type: 'msg' }, Buffer.alloc(60, 1));
  const claims = {
    from: phoneOf(unnamed),
    participant: phoneOf(unnamed),
    sender_lid: `${unnamed.lid}@lid`,
    notify: 'Another',
  };
  const forged = node('message', { ...claims, id: 'forged', to: phoneOf(named), type: 'text' }, [
    node('participants', {}, [node('to', { jid: named.identity.jid }, [enc])]),
  ]);
  const heard = named.client.next(({ attrs }) => attrs['id'] === 'forged');
  attacker.client.send(forged);
  const message = await heard;
  expect(message?.attrs['from']).toMatch(new RegExp(`^${attacker.phone}:\\d+@`, 'u'));
  expect(message?.attrs).toMatchObject({ sender_lid: `${attacker.lid}@lid` });
  expect(message?.attrs).not.toHaveProperty('participant');
  expect(message?.attrs['notify']).not.toBe('Another');
});

it.each([
  ['a question nobody knows', node('iq', { id: 'q', xmlns: 'nothing', type: 'get', to: server }, [node('x')]), 501],
  ['a question without what it is about', node('iq', { id: 'q', xmlns: 'usync', type: 'get', to: server }), 400],
  [
    'a question with too short a key',
    node('iq', { id: 'q', xmlns: 'encrypt', type: 'set', to: server }, [
      node('rotate', {}, [node('skey', {}, [node('id', {}, Buffer.alloc(3)), node('value', {}, Buffer.alloc(31))])]),
    ]),
    400,
  ],
])('answers %s with an error, and goes on', async (_what, question, code) => {
  const answer = await attacker.client.ask(question);
  expect(answer).toMatchObject({
    attrs: { type: 'error' },
    content: [{ tag: 'error', attrs: { code: String(code) } }],
  });
  await isServed(attacker);
});
