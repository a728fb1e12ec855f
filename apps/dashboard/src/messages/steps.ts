import type { Message } from '@parley/contract';

export type Step = {
  name: string;
  at: string | null;
  /** Behind it, still possible, or not to be reached any more. */
  is: 'done' | 'open' | 'lost';
};

type Times = Pick<Message, 'status' | 'created_at' | 'sent_at' | 'delivered_at' | 'read_at'>;

/** The way of an outgoing message, as far as it has come. */
export const stepsOf = ({ status, created_at, sent_at, delivered_at, read_at }: Times): Step[] => {
  const hasEnded = status === 'failed' || status === 'canceled' || status === 'expired';
  const step = (name: string, at: string | null): Step => ({
    name,
    at,
    is: at !== null ? 'done' : hasEnded ? 'lost' : 'open',
  });
  return [step('Accepted', created_at), step('Sent', sent_at), step('Delivered', delivered_at), step('Read', read_at)];
};
