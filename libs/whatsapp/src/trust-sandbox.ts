import type { Network } from '@parley/contract';
import { WA_CERT_DETAILS } from '@whiskeysockets/baileys';

export type SandboxTrust = {
  /** Which network this process serves. */
  network: Network;
  /** Where the sandbox takes its clients. */
  wsUrl: string;
  /** The key that signs its certificates: 32 bytes in base64. */
  rootPublicKey: string;
};

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * From here on this process, all of it, takes the sandbox for WhatsApp and WhatsApp for nobody. There is no way back,
 * so that no live device ever lives beside a sandbox one. It throws for a process that serves the live network, and for
 * a sandbox that is not on this machine.
 */
export const trustSandbox = ({ network, wsUrl, rootPublicKey }: SandboxTrust): void => {
  if (network !== 'sandbox') throw new Error('Only a process that serves the sandbox network may trust the sandbox.');
  const { protocol, hostname, username, password } = new URL(wsUrl);
  if (protocol !== 'ws:' || !loopback.has(hostname) || username !== '' || password !== '')
    throw new Error('The sandbox must be on this machine: ws: to a loopback address.');
  const key = Buffer.from(rootPublicKey, 'base64');
  if (key.length !== 32 || key.toString('base64') !== rootPublicKey)
    throw new Error("The sandbox's root key must be 32 bytes in base64.");
  WA_CERT_DETAILS.PUBLIC_KEY = key;
};
