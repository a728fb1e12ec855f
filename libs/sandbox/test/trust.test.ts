import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestSandbox } from './test-sandbox.ts';

// Baileys asks libsignal whether a signature holds and passes over the answer; it refuses only where libsignal throws.
// Here libsignal throws, as if Baileys had been mended, so that whatever the sandbox shows is really checked. That has
// to be done before anything loads Baileys, which keeps the functions it finds; so nothing here imports it above.
type Check = (...given: unknown[]) => boolean;
const curve: { verifySignature: Check } = createRequire(import.meta.url)('libsignal/src/curve.js');
const isTrue = curve.verifySignature;
const checked: boolean[] = [];
curve.verifySignature = (...given) => {
  const isValid = isTrue(...given);
  checked.push(isValid);
  if (!isValid) throw new Error('a signature that does not hold');
  return isValid;
};

const { WA_CERT_DETAILS } = await import('@whiskeysockets/baileys');
const { startTestSandbox } = await import('./test-sandbox.ts');
const { codeOfClose } = await import('./test-client.ts');
const productionKey = WA_CERT_DETAILS.PUBLIC_KEY;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(async () => {
  WA_CERT_DETAILS.PUBLIC_KEY = productionKey;
  await sandbox.stop();
});

const trust = (key: typeof productionKey): void => {
  WA_CERT_DETAILS.PUBLIC_KEY = key;
  checked.length = 0;
};

it('links and logs in a client that trusts the root of this sandbox and checks every signature', async () => {
  trust(Buffer.from(sandbox.network.rootPublicKey, 'base64'));
  const client = await sandbox.linkClient();
  expect(client.vault.creds.account).toBeDefined();
  // Two links of the chain at each of the two connections, and between them what the phone signed for the device.
  expect(checked.length).toBeGreaterThanOrEqual(5);
  expect(checked).not.toContain(false);
});

it('logs in a client that was provisioned, by the same chain', async () => {
  trust(Buffer.from(sandbox.network.rootPublicKey, 'base64'));
  await sandbox.provisionClient();
  expect(checked).not.toContain(false);
});

it('is refused by a client that trusts the root of the real network', async () => {
  trust(productionKey);
  expect(await codeOfClose(sandbox.openClient())).toBe(400);
  expect(checked).toContain(false);
});

it('is refused by a client that trusts the root of another sandbox', async () => {
  const other = await startTestSandbox();
  trust(Buffer.from(other.network.rootPublicKey, 'base64'));
  await other.stop();
  expect(await codeOfClose(sandbox.openClient())).toBe(400);
});
