import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeNode } from '../src/wire/encode-node.ts';
import { node, type WireNode } from '../src/wire/node.ts';
import { createDice } from './dice.ts';
import { heldMegabytes } from './held-memory.ts';
import { createNoiseInitiator, privateKeyOf, prologue } from './noise-initiator.ts';
import { connectRaw, framed, identityOf, openSocket, type RawClient, type RawIdentity } from './raw-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

// Bytes that no client sends, at every step of a connection. Whatever they are, the network closes that connection at
// the most, and answers the others as before.

const dice = createDice(11);
const ping = (id: string): WireNode =>
  node('iq', { id, xmlns: 'w:p', type: 'get', to: '@s.whatsapp.net' }, [node('ping')]);

let sandbox: TestSandbox;
let attacker: RawIdentity;
let bystander: RawClient;
let held = 0;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const provision = async (): Promise<RawIdentity> => {
    const { phone } = await sandbox.createPhone();
    return identityOf(await sandbox.call('POST', `/phones/${phone}/provision`));
  };
  attacker = await provision();
  bystander = await connectRaw(sandbox.wsUrl, await provision());
  await askBystander();
});
beforeEach(() => {
  held = heldMegabytes();
});
afterAll(() => sandbox.stop({ isStrangenessMeant: true }));

let pings = 0;
const askBystander = (): Promise<WireNode | null> => bystander.ask(ping(`bystander-${(pings += 1)}`));
/** How everybody else is served, and whether anything of what was sent is held. */
const look = async (): Promise<{ answer: string | undefined; isHolding: boolean }> => {
  const answer = await askBystander();
  return { answer: answer?.attrs['type'], isHolding: heldMegabytes() - held > 16 };
};
const well = { answer: 'result', isHolding: false };

const flipped = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes);
  const at = dice.below(copy.length);
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << dice.below(8)), at);
  return copy;
};

describe('before a client has said who it is', () => {
  /** A new socket says this, all at once or in pieces; and it hangs up where the network does not. */
  const say = async (bytes: Buffer): Promise<void> => {
    const { socket, over } = await openSocket(sandbox.wsUrl);
    if (dice.chance(0.3)) for (const byte of bytes.subarray(0, 60)) socket.send(Buffer.from([byte]));
    else socket.send(bytes);
    socket.close();
    await over;
  };
  const hello = (): Buffer =>
    Buffer.concat([prologue, framed(createNoiseInitiator({ staticKey: privateKeyOf(attacker.noiseKey) }).hello())]);

  it('lives through any bytes', async () => {
    for (let round = 0; round < 150; round += 1) await say(dice.bytes(dice.below(200)));
    for (let round = 0; round < 100; round += 1) await say(Buffer.concat([prologue, dice.bytes(dice.below(200))]));
    for (let round = 0; round < 50; round += 1)
      await say(Buffer.concat([Buffer.from([0x45, 0x44, 0, 1]), dice.bytes(dice.below(100))]));
    expect(await look()).toEqual(well);
  });

  it('lives through hellos that were changed, cut or repeated', async () => {
    for (let round = 0; round < 100; round += 1) await say(flipped(hello()));
    for (let round = 0; round < 50; round += 1) await say(hello().subarray(0, dice.below(43)));
    for (let round = 0; round < 20; round += 1) await say(Buffer.concat([hello(), hello().subarray(4)]));
    expect(await look()).toEqual(well);
  });

  it('hangs up on a frame that announces more than a handshake has, and holds nothing for it', async () => {
    for (let round = 0; round < 50; round += 1) {
      const { socket, over } = await openSocket(sandbox.wsUrl);
      socket.send(Buffer.concat([prologue, Buffer.from('ffffff', 'hex'), dice.bytes(50)]));
      await over;
    }
    expect(await look()).toEqual(well);
  });

  it('hangs up on a message of the socket that is larger than any, before it has all of it', async () => {
    const lastStrange = async (): Promise<unknown> => (await sandbox.strangeness()).at(-1);
    const before = await lastStrange();
    const { socket, over } = await openSocket(sandbox.wsUrl);
    socket.send(Buffer.alloc(20 * 2 ** 20));
    await over;
    // Had it come as far as being read, it would have been strange.
    expect(await lastStrange()).toEqual(before);
    // The bytes may still be held, by the socket that sends them: it lives in this process too.
    expect(await look()).toMatchObject({ answer: 'result' });
  });

  it('hangs up on a finish that was changed or cut', async () => {
    for (let round = 0; round < 100; round += 1) {
      const noise = createNoiseInitiator({ staticKey: privateKeyOf(attacker.noiseKey) });
      const { socket, over } = await openSocket(sandbox.wsUrl, (frame) => {
        const { frame: finish } = noise.finish(frame, attacker.payload);
        const changed = Buffer.concat([finish.subarray(0, -16), flipped(finish.subarray(-16))]);
        socket.send(framed(dice.chance(0.5) ? changed : finish.subarray(0, dice.below(finish.length))));
      });
      socket.send(Buffer.concat([prologue, framed(noise.hello())]));
      await over;
    }
    expect(await look()).toEqual(well);
  });

  it('hangs up on whoever says something else than who it is', async () => {
    for (let round = 0; round < 60; round += 1) {
      const payload = dice.chance(0.5) ? dice.bytes(dice.below(100)) : flipped(Buffer.from(attacker.payload));
      const client = await connectRaw(sandbox.wsUrl, { noiseKey: dice.bytes(32), payload });
      await client.over;
    }
    expect(await look()).toEqual(well);
  });
});

describe('once it has logged in', () => {
  const logIn = async (): Promise<RawClient> => {
    const client = await connectRaw(sandbox.wsUrl, attacker);
    expect(await client.ask(ping('first'))).not.toBeNull();
    return client;
  };

  it.each([
    ['an empty frame', (client: RawClient) => client.sendFrame(Buffer.alloc(0))],
    ['a frame shorter than a seal', (client: RawClient) => client.sendFrame(dice.bytes(1 + dice.below(15)))],
    ['a frame of garbage', (client: RawClient) => client.sendFrame(dice.bytes(16 + dice.below(300)))],
    ['a frame that announces too much', (client: RawClient) => client.sendBytes(Buffer.from('ffffff00', 'hex'))],
    [
      'garbage in place of frames',
      (client: RawClient) => client.sendBytes(Buffer.concat([Buffer.from([0, 0, 20]), dice.bytes(400)])),
    ],
    ['an empty stanza', (client: RawClient) => client.sendPlain(Buffer.alloc(0))],
    [
      'a stanza of garbage',
      (client: RawClient) => client.sendPlain(Buffer.concat([Buffer.from([0]), dice.bytes(1 + dice.below(100))])),
    ],
    [
      'a stanza of unknown flags',
      (client: RawClient) => client.sendPlain(Buffer.concat([Buffer.from([5]), encodeNode(ping('x')).subarray(1)])),
    ],
    [
      'a compressed stanza of garbage',
      (client: RawClient) => client.sendPlain(Buffer.concat([Buffer.from([2]), dice.bytes(60)])),
    ],
    ['a stanza that ends early', (client: RawClient) => client.sendPlain(encodeNode(ping('x')).subarray(0, -1))],
    [
      'two stanzas in one',
      (client: RawClient) =>
        client.sendPlain(Buffer.concat([encodeNode(ping('x')), encodeNode(ping('y')).subarray(1)])),
    ],
  ])('hangs up on %s', async (_what, misbehave) => {
    for (let round = 0; round < 15; round += 1) {
      const client = await logIn();
      misbehave(client);
      expect(await client.ask(ping('after'))).toBeNull();
    }
    expect(await look()).toEqual(well);
  });

  it('takes frames in whatever pieces, and many in one', async () => {
    const client = await logIn();
    const pieces = Array.from({ length: 200 }, (_, at) => client.seal(encodeNode(ping(`many-${at}`))));
    const last = client.next(({ attrs }) => attrs['id'] === 'many-199');
    let rest = Buffer.concat(pieces.map(framed));
    while (rest.length > 0) {
      const count = 1 + dice.below(dice.pick([2, 100, 2000]));
      client.sendBytes(rest.subarray(0, count));
      rest = rest.subarray(count);
    }
    expect(await last).toMatchObject({ attrs: { type: 'result' } });
    await client.close();
  });

  it('cuts off whoever asks and asks and reads nothing', async () => {
    const client = await logIn();
    client.stopReading();
    // The answer to a question repeats its id, and nobody reads the answers.
    const question = encodeNode(ping('x'.repeat(8000)));
    const connectionsShape = z.object({ connections: z.number() });
    let isThere = true;
    for (let round = 0; isThere && round < 50; round += 1) {
      for (let times = 0; times < 200; times += 1) client.sendPlain(question);
      await askBystander();
      isThere = connectionsShape.parse(await sandbox.call('GET', '/health')).connections === 2;
    }
    expect(isThere).toBe(false);
    expect(heldMegabytes() - held, 'megabytes held').toBeLessThan(100);
    await client.close();
  });
});
