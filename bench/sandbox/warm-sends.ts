import type { Figure } from '../figure.ts';
import { type BareClient, logIn, provision } from './bare-client.ts';
import { costOf, inTurns } from './cost.ts';
import type { MeasuredSandbox } from './measured-sandbox.ts';

const clientCount = 10;
const messages = 5_000;
const warmingUp = 500;
const inFlight = 40;

/** What a message costs the sandbox: opened, decrypted at its contact and at the phone that sent it, acked, shown. */
export const measureWarmSends = async (sandbox: MeasuredSandbox): Promise<Figure[]> => {
  const clients: BareClient[] = [];
  for (let index = 0; index < clientCount; index += 1) {
    await sandbox.call('POST', '/contacts', { phone: contactOf(index), receipts: 'manual' });
    clients.push(await logIn(sandbox, await provision(sandbox)));
  }
  const send = async (index: number): Promise<void> => {
    const client = clients[index % clientCount];
    await client?.socket.sendMessage(`${contactOf(index)}@s.whatsapp.net`, { text: `Message ${index} of many` });
  };
  const acks = countAcks(clients);
  await inTurns({ count: warmingUp, atOnce: inFlight }, send);
  await acks.reached(warmingUp);
  const cost = await costOf(sandbox, async () => {
    await inTurns({ count: messages, atOnce: inFlight }, send);
    await acks.reached(warmingUp + messages);
  });
  for (const { socket } of clients) void socket.end(undefined);

  const [ours, other] = [cost.sandboxMs / messages, cost.clientMs / messages];
  const perSecond = (messages / cost.tookMs) * 1_000;
  return [
    {
      name: 'CPU of the sandbox for a message, beside that of the Baileys socket that sends it',
      unit: 'ms',
      ours,
      other,
      ratio: other / ours,
      goal: 2,
    },
    {
      name: 'messages that ten Baileys sockets send and the sandbox relays and acks, beside what is hoped for',
      unit: 'messages/s',
      ours: perSecond,
      other: hopedPerSecond,
      ratio: perSecond / hopedPerSecond,
      goal: 1,
    },
  ];
};

/** What one process with many sockets was seen to send, other things being equal. */
const hopedPerSecond = 500;

const contactOf = (index: number): string => `1202557${String(index % clientCount).padStart(4, '0')}`;

const countAcks = (clients: readonly BareClient[]) => {
  let count = 0;
  let wanted = 0;
  let reach: (() => void) | null = null;
  for (const { socket } of clients)
    socket.ws.on('CB:ack,class:message', () => {
      count += 1;
      if (count >= wanted) reach?.();
    });
  return {
    reached: (target: number) =>
      new Promise<void>((resolve) => {
        wanted = target;
        reach = resolve;
        if (count >= wanted) resolve();
      }),
  };
};
