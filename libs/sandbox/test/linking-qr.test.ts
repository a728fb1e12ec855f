import { proto } from '@whiskeysockets/baileys';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSigned } from './is-signed.ts';
import { createMemoryVault } from './memory-vault.ts';
import { codeOfClose, type TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';
import { refusalOf } from './refusal-of.ts';
import { stanzaOf } from './stanza-of.ts';

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.stop());

const qrOf = async (client: TestClient): Promise<string> => {
  const { qr } = await client.saw('connection.update', (update) => update.qr !== undefined);
  return qr ?? '';
};
const scan = (phone: string, qr: string): Promise<unknown> => sandbox.call('POST', `/phones/${phone}/scan`, { qr });
/** The same QR code with one of its parts exchanged. */
const tamper = (qr: string, part: number, value: string): string => {
  const [head = '', tail = ''] = qr.split('#');
  return `${head}#${tail.split(',').with(part, value).join(',')}`;
};

describe('a QR code', () => {
  it('is taken for 60 seconds, and each one after it for 20 more', async () => {
    const { phone } = await sandbox.createPhone();
    const client = sandbox.openClient();
    const offer = await stanzaOf(client, 'CB:iq,type:set,pair-device');
    const qr = await qrOf(client);
    const refs = offer.childrenOf('pair-device').map(({ content }) => Buffer.from(content).toString());
    expect(refs).toHaveLength(6);
    await sandbox.pass(60_000);
    await expect(scan(phone, qr)).rejects.toThrow(/400.*this QR code has expired/u);
    await sandbox.pass(20_000);
    await expect(scan(phone, tamper(qr, 0, refs[1] ?? ''))).rejects.toThrow(/400.*expired/u);
    await scan(phone, tamper(qr, 0, refs[2] ?? ''));
    await client.saw('connection.update', (update) => update.connection === 'open');
  });

  it('is worth nothing once its client has gone', async () => {
    const { phone } = await sandbox.createPhone();
    const client = sandbox.openClient();
    const qr = await qrOf(client);
    client.end();
    await codeOfClose(client);
    await expect(scan(phone, qr)).rejects.toThrow(/400.*(?:no longer, shown|went away)/u);
  });

  it.each([
    ['another Noise key', 1],
    ['another identity', 2],
  ])('is refused with %s, and its client can still be linked', async (_what, part) => {
    const { phone } = await sandbox.createPhone();
    const client = sandbox.openClient();
    const qr = await qrOf(client);
    await expect(scan(phone, tamper(qr, part, Buffer.alloc(32, 7).toString('base64')))).rejects.toThrow(
      /400.*other keys/u,
    );
    await expect(scan(phone, tamper(qr, 3, 'AAAA'))).rejects.toThrow(/400.*no secret/u);
    await scan(phone, qr);
    await client.saw('connection.update', (update) => update.connection === 'open');
  });

  it('links one phone, however often and by whomever it is scanned', async () => {
    const [{ phone }, other] = await Promise.all([sandbox.createPhone(), sandbox.createPhone()]);
    const client = sandbox.openClient();
    const qr = await qrOf(client);
    const answers = await Promise.allSettled([scan(phone, qr), scan(other.phone, qr), scan(phone, qr)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(scan(other.phone, qr)).rejects.toThrow(/400.*no longer/u);
    expect(await sandbox.call('GET', `/phones/${phone}`)).toMatchObject({ devices: [{ id: 1 }] });
  });
});

it('links four devices and not a fifth, until one is removed', async () => {
  const { phone } = await sandbox.createPhone();
  for (let count = 0; count < 3; count++) await sandbox.call('POST', `/phones/${phone}/provision`);
  const [fourth, fifth] = [sandbox.openClient(), sandbox.openClient()];
  const qrs = [await qrOf(fourth), await qrOf(fifth)];
  const answers = await Promise.allSettled(qrs.map((qr) => scan(phone, qr)));
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  await expect(scan(phone, qrs[1] ?? '')).rejects.toThrow(/400.*at most 4 devices/u);
  await expect(sandbox.call('POST', `/phones/${phone}/provision`)).rejects.toThrow(/400.*at most 4 devices/u);
  await sandbox.call('POST', `/phones/${phone}/unlink`, { device: 2 });
  expect(await scan(phone, qrs[1] ?? '')).toEqual({ device: 5 });
});

it('signs what a client that really checks signatures can check', async () => {
  const client = await sandbox.linkClient();
  const { account, signedIdentityKey } = client.vault.creds;
  const signed = [account?.details, signedIdentityKey.public];
  expect(isSigned(account?.accountSignatureKey, [Buffer.from([6, 0]), ...signed], account?.accountSignature)).toBe(
    true,
  );
  expect(isSigned(account?.accountSignatureKey, [Buffer.from([6, 1]), ...signed], account?.accountSignature)).toBe(
    false,
  );
});

describe('a client that cheats', () => {
  it('is refused when it did not sign its signed pre-key', async () => {
    const { phone } = await sandbox.createPhone();
    const vault = createMemoryVault();
    Object.assign(vault.creds, { signedPreKey: { ...vault.creds.signedPreKey, signature: Buffer.alloc(64, 1) } });
    await expect(scan(phone, await qrOf(sandbox.openClient({ vault })))).rejects.toThrow(/400.*pre-key.*not signed/u);
  });

  const identity = (change: (signed: proto.ADVSignedDeviceIdentity) => void) => (offered: Buffer) => {
    const { details } = proto.ADVSignedDeviceIdentityHMAC.decode(offered);
    const signed = proto.ADVSignedDeviceIdentity.decode(details ?? Buffer.alloc(0));
    change(signed);
    return [
      {
        tag: 'pair-device-sign',
        attrs: {},
        content: [
          {
            tag: 'device-identity',
            attrs: { 'key-index': '1' },
            content: Buffer.from(proto.ADVSignedDeviceIdentity.encode(signed).finish()),
          },
        ],
      },
    ];
  };
  it.each([
    ['without its signature', 'result', identity(() => undefined)],
    [
      'with another signature',
      'result',
      identity((signed) => {
        signed.deviceSignature = Buffer.alloc(64, 1);
      }),
    ],
    [
      'with bytes that are nothing',
      'result',
      () => [{ tag: 'pair-device-sign', attrs: {}, content: Buffer.from([1]) }],
    ],
    ['with an error', 'error', () => [{ tag: 'error', attrs: { code: '500' } }]],
  ])('is hung up on when it answers %s', async (_what, type, answer) => {
    const { phone } = await sandbox.createPhone();
    const client = sandbox.openClient();
    const qr = await qrOf(client);
    client.socket().ws.removeAllListeners('CB:iq,,pair-success');
    const offered = stanzaOf(client, 'CB:iq,,pair-success');
    const scanned = refusalOf(scan(phone, qr));
    const offer = await offered;
    const [sealed] = offer.childrenOf('pair-success').filter(({ tag }) => tag === 'device-identity');
    const content = answer(Buffer.from(sealed?.content ?? ''));
    await client.socket().sendNode({ tag: 'iq', attrs: { to: '@s.whatsapp.net', type, id: offer.id }, content });
    expect(await scanned).toMatch(/400.*did not sign for its phone/u);
    expect(await codeOfClose(client)).toBe(401);
    expect(await sandbox.call('GET', `/phones/${phone}`)).toMatchObject({ devices: [] });
  });

  it('is given up when it says nothing', async () => {
    const { phone } = await sandbox.createPhone();
    const client = sandbox.openClient();
    const qr = await qrOf(client);
    client.socket().ws.removeAllListeners('CB:iq,,pair-success');
    const offered = stanzaOf(client, 'CB:iq,,pair-success');
    const scanned = refusalOf(scan(phone, qr));
    await offered;
    await sandbox.pass(30_000);
    expect(await scanned).toMatch(/400.*did not answer/u);
  });
});

it('lets a phone know when its client goes away in the middle', async () => {
  const { phone } = await sandbox.createPhone();
  const client = sandbox.openClient();
  // Under another secret the client takes its phone for somebody else, and leaves.
  const qr = tamper(await qrOf(client), 3, Buffer.alloc(32, 9).toString('base64'));
  await expect(scan(phone, qr)).rejects.toThrow(/400.*went away/u);
  expect(await sandbox.call('GET', `/phones/${phone}`)).toMatchObject({ devices: [] });
});

it('answers nobody who is not linked what only devices may ask, and remembers it', async () => {
  const strict = await startTestSandbox();
  const client = strict.openClient();
  await qrOf(client);
  const ask = (): Promise<unknown> =>
    client.socket().query({
      tag: 'iq',
      attrs: { to: '@s.whatsapp.net', type: 'get', xmlns: 'encrypt' },
      content: [{ tag: 'count', attrs: {} }],
    });
  await expect(ask()).rejects.toThrow(/feature-not-implemented/u);
  await client.socket().sendNode({ tag: 'message', attrs: { id: 'x', to: '12025550100@s.whatsapp.net' } });
  await expect(ask()).rejects.toThrow(/feature-not-implemented/u);
  expect((await strict.strangeness()).map(({ what }) => what)).toEqual([
    expect.stringContaining('<iq encrypt> of a client that is not linked'),
    expect.stringContaining('<message> of a client that is not linked'),
    expect.stringContaining('<iq encrypt>'),
  ]);
  await strict.stop({ isStrangenessMeant: true });
});
