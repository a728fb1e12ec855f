import { advance, type MessageStatus, messageStatuses } from '@parley/contract';
import pg from 'pg';
import { z } from 'zod';

// What Postgres says of messages, for those who hold it against what the network saw. By the owner of the database, whom
// nothing is hidden from.

/** A message that was accepted, and what it has been, in the order in which that was told. */
const keptSchema = z.object({
  id: z.string(),
  whatsappId: z.string(),
  phone: z.string(),
  devicePhone: z.string(),
  status: z.enum(messageStatuses),
  failure: z.string().nullable(),
  attempts: z.number(),
  acceptedAt: z.date().transform((at) => at.getTime()),
  history: z.array(z.enum(messageStatuses)),
});
export type KeptMessage = z.output<typeof keptSchema>;

/** All that were ever accepted, in that order. */
export const readKept = (databaseUrl: string): Promise<KeptMessage[]> =>
  asking(databaseUrl, async (owner) => {
    const { rows } = await owner.query(
      `select messages.id, whatsapp_id as "whatsappId", contacts.phone, devices.phone as "devicePhone", status, failure, attempts,
         messages.created_at as "acceptedAt",
         array(select data ->> 'status' from events
           where events.tenant_id = messages.tenant_id and message_id = messages.id order by written_in, id) as history
       from messages join devices on devices.tenant_id = messages.tenant_id and devices.id = device_id
       join chats on chats.tenant_id = messages.tenant_id and chats.id = chat_id
       join contacts on contacts.tenant_id = messages.tenant_id and contacts.id = contact_id
       where direction = 'out' order by position`,
    );
    return z.array(keptSchema).parse(rows);
  });

/** Messages whose status was ever less than before. One of which nothing had left may wait again, as before. */
export const findBackward = (kept: readonly KeptMessage[]): string[] =>
  kept.filter(({ history }) => history.some(isBackward)).map(({ id, history }) => `${id}: ${history.join(', ')}`);

const isBackward = (next: MessageStatus, place: number, history: readonly MessageStatus[]): boolean => {
  const before = history[place - 1];
  if (before === undefined || before === next || (before === 'sending' && next === 'queued')) return false;
  return advance(before, next) !== next && next !== 'canceled' && next !== 'expired';
};

const asking = async <T>(databaseUrl: string, ask: (owner: pg.Client) => Promise<T>): Promise<T> => {
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  try {
    return await ask(owner);
  } finally {
    await owner.end();
  }
};
