import type { TenantId } from '@parley/contract';
import { leaveIfSilent } from './silence.ts';
import type { Redis } from './redis.ts';

/** Wakes whoever waits for news of a tenant. A signal says nothing but that it is time to look. */
export type Signals = {
  /** Never throws; without Redis nobody hears it. */
  tell: (tenantId: TenantId) => void;
  /** Answers how to stop. `hear` is also called once the listening has begun, and anew whenever Redis was away: what
   * was told before may have been missed. */
  listen: (tenantId: TenantId, hear: () => void) => () => void;
};

export const createSignals = ({ redis }: { redis: Redis }): Signals => {
  const client = redis.forQuestions();
  return {
    tell(tenantId) {
      // The connection tells of an outage. Whoever waits is called when it is over.
      client.publish(channelOf(tenantId), '').catch((error: unknown) => leaveIfSilent(client, error));
    },
    listen: (tenantId, hear) => redis.channels.listen(channelOf(tenantId), { hear: () => hear(), onHearing: hear }),
  };
};

const channelOf = (tenantId: TenantId): string => `signals:{${tenantId}}`;
