import { expect, it } from 'vitest';
import { contact, sendIn } from './send-world.ts';
import { startTestWorld } from './test-world.ts';

const world = await startTestWorld();
await world.startWorker();
const { accept, became, find, saw, statusOf } = sendIn(world);
const shop = await world.addConnected();

const ends: [contact: string, as: string, isSeen: boolean][] = [
  ['0100', 'read', true],
  ['0101', 'delivered', true],
  ['0102', 'sent', false],
  ['0103', 'failed/not_on_whatsapp', false],
  ['0105', 'failed/message_rejected', false],
  ['0110', 'read', true],
  ['0111', 'read', true],
  ['0112', 'read', true],
  ['0113', 'read', true],
  ['0114', 'read', true],
  ['0120', 'read', true],
  ['0121', 'read', true],
  ['0199', 'read', true],
];

it('ends as the sandbox says it does, to whomever it is sent, in one frame', async () => {
  const sent = await accept(ends.map(([last]) => ({ device: shop.id, phone: contact(last) })));
  const found = await Promise.all(
    sent.map(async (message, at) => {
      const [last, as] = ends[at] ?? ['', ''];
      const ended = await became(message.id, as).catch(() => find(message.id));
      return [last, statusOf(ended), (await saw(contact(last), message))?.frames ?? 0];
    }),
  );
  expect(found).toEqual(ends.map(([last, as, isSeen]) => [last, as, isSeen ? 1 : 0]));
  const [, , , , rejected] = sent;
  expect(rejected && (await find(rejected.id)).failure).toMatchObject({ code: 'message_rejected', server_code: 479 });
});
