import { makeWASocket, type WASocket } from '@whiskeysockets/baileys';
import { parseVault } from '@parley/sandbox/memory-vault';
import { silent } from '@parley/sandbox/silent-logger';
import { trustSandbox } from '@parley/whatsapp';
import { z } from 'zod';
import type { MeasuredSandbox } from './measured-sandbox.ts';

/** A plain Baileys socket that is logged in, with its keys in memory. */
export type BareClient = { phone: string; socket: WASocket };

/** A device that is linked to a new phone without having had to link: its credentials and keys, as they were handed
 * out. */
export type Provisioned = { phone: string; provisioned: unknown };

const phoneShape = z.object({ phone: z.string() });

export const provision = async (sandbox: MeasuredSandbox): Promise<Provisioned> => {
  const { phone } = phoneShape.parse(await sandbox.call('POST', '/phones', {}));
  return { phone, provisioned: await sandbox.call('POST', `/phones/${phone}/provision`) };
};

export const logIn = async (
  sandbox: Pick<MeasuredSandbox, 'wsUrl' | 'rootPublicKey'>,
  { phone, provisioned }: Provisioned,
): Promise<BareClient> => {
  trustSandbox({ network: 'sandbox', wsUrl: sandbox.wsUrl, rootPublicKey: sandbox.rootPublicKey });
  const socket = makeWASocket({
    auth: parseVault(provisioned),
    waWebSocketUrl: sandbox.wsUrl,
    logger: silent,
    version: [2, 3000, 1_043_857_760],
    markOnlineOnConnect: false,
  });
  socket.ev.on('creds.update', (update) => void Object.assign(socket.authState.creds, update));
  await new Promise<void>((resolve, reject) => {
    socket.ev.on('connection.update', ({ connection, receivedPendingNotifications, lastDisconnect }) => {
      if (receivedPendingNotifications === true) resolve();
      if (connection === 'close') reject(lastDisconnect?.error ?? new Error('The connection was closed.'));
    });
  });
  return { phone, socket };
};
