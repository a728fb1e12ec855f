import { WA_CERT_DETAILS } from '@whiskeysockets/baileys';
import { expect, it } from 'vitest';
import { trustSandbox } from './trust-sandbox.ts';

const production = WA_CERT_DETAILS.PUBLIC_KEY;
const rootPublicKey = Buffer.alloc(32, 7).toString('base64');
const good = { network: 'sandbox', wsUrl: 'ws://127.0.0.1:8090/ws/chat', rootPublicKey } as const;

it.each([
  ['a process that serves the live network', { ...good, network: 'live' as const }],
  ['a sandbox on another machine', { ...good, wsUrl: 'ws://192.0.2.1/ws/chat' }],
  ['a name that only looks like loopback', { ...good, wsUrl: 'ws://127.0.0.1.example.com/ws/chat' }],
  ['every address of this machine', { ...good, wsUrl: 'ws://0.0.0.0/ws/chat' }],
  ['a name with a dot behind it', { ...good, wsUrl: 'ws://localhost./ws/chat' }],
  ['an address of the other kind that stands for loopback', { ...good, wsUrl: 'ws://[::ffff:127.0.0.1]/ws/chat' }],
  ['a number that is another address', { ...good, wsUrl: 'ws://3221225985/ws/chat' }],
  ['a password', { ...good, wsUrl: 'ws://:secret@127.0.0.1/ws/chat' }],
  ['an address behind a user', { ...good, wsUrl: 'ws://127.0.0.1@example.com/ws/chat' }],
  ["WhatsApp's own address", { ...good, wsUrl: 'wss://web.whatsapp.com/ws/chat' }],
  ['a key that is too short', { ...good, rootPublicKey: Buffer.alloc(31).toString('base64') }],
  ['a key with something behind it', { ...good, rootPublicKey: `${rootPublicKey}x` }],
  ['no key', { ...good, rootPublicKey: '' }],
])('trusts nothing new for %s', (_what, trust) => {
  expect(() => trustSandbox(trust)).toThrow();
  expect(WA_CERT_DETAILS.PUBLIC_KEY).toBe(production);
});

it("takes the sandbox's root for WhatsApp's", () => {
  trustSandbox(good);
  expect(WA_CERT_DETAILS.PUBLIC_KEY).toEqual(Buffer.alloc(32, 7));
});
