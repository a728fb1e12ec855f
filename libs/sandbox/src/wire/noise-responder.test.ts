import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createNoiseInitiator, privateKeyOf, publicBytesOf, readFields } from '../../test/noise-initiator.ts';
import { pairOf } from './keys.ts';
import { createNoiseResponder } from './noise-responder.ts';

const certificates = Buffer.from('what proves the key');
const payload = Buffer.from('who I am');
const noiseKey = pairOf(Buffer.alloc(32, 0x11));
const ephemeral = pairOf(Buffer.alloc(32, 0x22));
const staticKey = privateKeyOf(Buffer.alloc(32, 0x33));

// Found by the client's side of this test, which is written from the specification alone.
const golden = {
  hello: '12220a20ff2ee45601ec1b67310c7790404585ae697331eee1c1f8cf2419731c1fff3e6b',
  answer:
    '1a790a200faa684ed28867b97f4a6a2dee5df8ce974e76b7018e3f22a1c4cf2678570f201230f4afeed60c89956d8900361d832b68f7efb8eea9f738702ab4b71eff2c53cab620b983c85c68c7690040132032ebfcc31a233a8467ff830d149f4a692fc496753e28fa9f58eb4d84d24fe841125e9a43ba7c48bf94',
  finish: '3015def75dd83ff33cb04e5aabfe7e1f0ae7f150b618421f87650179a744e4d5',
  outgoing: 'e2bf59f1adf57c82e758069f740a126c97bd27a6c9f426f4c4f3d5786b4dd60d',
  incoming: 'f191e61c143f5089649b36a29fcede07bfd90f94d3335e29dcb0c6555c9983b9',
  hash: 'ea22f1f9ef24df133f6f6610b493ba16f2f16b79bbafc17b6afd59967be49978',
  first: '687427a53396ba69f7b6e493abfcdefd00ed00',
  second: '0c11a6faa3f7cd824f3c3dcfabee33b0a9dbc2',
};

const createServer = () => createNoiseResponder({ noiseKey, certificates, ephemeral });
const createPair = () => ({
  client: createNoiseInitiator({ staticKey, ephemeral: privateKeyOf(Buffer.alloc(32, 0x44)) }),
  server: createServer(),
});
/** A client and a server that have shaken hands. */
const connect = () => {
  const { client, server } = createPair();
  const { frame } = client.finish(server.hello(client.hello()), payload);
  server.finish(frame);
  return { client, server };
};
const tampered = (frame: Buffer, at: number): Buffer => {
  const copy = Buffer.from(frame);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
};

it('says, byte for byte, what the handshake of these keys has to say', () => {
  const { client, server } = createPair();
  const hello = client.hello();
  const answer = server.hello(hello);
  const { frame } = client.finish(answer, payload);
  const { outgoing, incoming, hash } = client.keys();
  server.finish(frame);
  expect({
    hello: hello.toString('hex'),
    answer: answer.toString('hex'),
    finish: createHash('sha256').update(frame).digest('hex'),
    outgoing: outgoing.toString('hex'),
    incoming: incoming.toString('hex'),
    hash: hash.toString('hex'),
    first: server.seal(Buffer.from('one')).toString('hex'),
    second: server.seal(Buffer.from('one')).toString('hex'),
  }).toEqual(golden);
});

it('shows its key and its certificates, and learns who the client is', () => {
  const { client, server } = createPair();
  const { frame, serverKey, certificates: shown } = client.finish(server.hello(client.hello()), payload);
  expect(serverKey.equals(noiseKey.public)).toBe(true);
  expect(shown.equals(certificates)).toBe(true);
  expect(server.finish(frame)).toEqual({ clientKey: publicBytesOf(staticKey), payload });
});

it('counts each direction by itself', () => {
  const { client, server } = connect();
  for (const text of ['one', 'two', 'three']) expect(server.open(client.seal(Buffer.from(text))).toString()).toBe(text);
  for (const text of ['four', 'five']) expect(client.open(server.seal(Buffer.from(text))).toString()).toBe(text);
  expect(server.open(client.seal(Buffer.alloc(0)))).toHaveLength(0);
});

it('takes another key for each connection', () => {
  const hello = createNoiseInitiator({ staticKey }).hello();
  const own = { noiseKey, certificates };
  expect(createNoiseResponder(own).hello(hello).equals(createNoiseResponder(own).hello(hello))).toBe(false);
});

it('refuses a frame that was changed, cut, repeated, left out or sent back', () => {
  const sealed = connect().client.seal(Buffer.from('one'));
  for (let at = 0; at < sealed.length; at += 1) expect(() => connect().server.open(tampered(sealed, at))).toThrow();
  for (let kept = 0; kept < sealed.length; kept += 1)
    expect(() => connect().server.open(sealed.subarray(0, kept))).toThrow();
  const repeated = connect();
  repeated.server.open(sealed);
  expect(() => repeated.server.open(sealed)).toThrow();
  const skipping = connect();
  skipping.client.seal(Buffer.from('lost'));
  expect(() => skipping.server.open(skipping.client.seal(Buffer.from('two')))).toThrow();
  const reflected = connect();
  expect(() => reflected.server.open(reflected.server.seal(Buffer.from('one')))).toThrow();
});

it('refuses a handshake that was changed or cut anywhere', () => {
  const finish = (): Buffer => {
    const { client, server } = createPair();
    return client.finish(server.hello(client.hello()), payload).frame;
  };
  const frame = finish();
  const sealed = [...readFields(readFields(frame).get(4) ?? Buffer.alloc(0)).values()];
  for (let at = 0; at < frame.length; at += 1) {
    const { client, server } = createPair();
    server.hello(client.hello());
    expect(() => server.finish(frame.subarray(0, at)), `cut to ${at}`).toThrow();
  }
  const places = sealed.flatMap((part) => [...part.keys()].map((at) => frame.indexOf(part) + at));
  expect(places).toHaveLength(48 + payload.length + 16);
  for (const at of places) {
    const { client, server } = createPair();
    server.hello(client.hello());
    expect(() => server.finish(tampered(frame, at)), `changed at ${at}`).toThrow();
  }
});

it.each([
  ['nothing', Buffer.alloc(0)],
  ['no key', Buffer.from('1200', 'hex')],
  ['half a key', Buffer.from(`12120a10${'07'.repeat(16)}`, 'hex')],
  ['a key and a byte', Buffer.from(`12230a21${'07'.repeat(33)}`, 'hex')],
  ['a key that everybody shares a secret with', Buffer.from(`12220a20${'00'.repeat(32)}`, 'hex')],
  ['no message at all', Buffer.from('ffffffffffff', 'hex')],
])('refuses a hello of %s', (_what, frame) => {
  expect(() => createServer().hello(frame)).toThrow();
});

it('refuses steps out of order', () => {
  const first = createPair();
  expect(() => first.server.finish(first.client.hello())).toThrow();
  expect(() => createServer().seal(payload)).toThrow();
  expect(() => createServer().open(payload)).toThrow();
  const twice = createPair();
  twice.server.hello(twice.client.hello());
  expect(() => twice.server.hello(twice.client.hello())).toThrow();
  const { client, server } = createPair();
  const { frame } = client.finish(server.hello(client.hello()), payload);
  server.finish(frame);
  expect(() => server.finish(frame)).toThrow();
  expect(() => server.hello(client.hello())).toThrow();
});
