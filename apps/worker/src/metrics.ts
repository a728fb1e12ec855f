import type { ShardFigures } from '@parley/coordination';
import type { Metrics } from '@parley/runtime';
import type { Session, SessionEvent, SessionOptions, Vault } from '@parley/whatsapp';
import { Counter, Gauge, Histogram } from 'prom-client';
import { createMessageMetrics, type MessageMetrics } from './messages/message-metrics.ts';
import { isOpen } from './sessions/apply-event.ts';

/** What there is to see of a worker beside its process (memory, CPU, the lag of its event loop). */
export type WorkerMetrics = {
  /** From now on what is asked for is read here. */
  watch: (figures: () => ShardFigures, states: () => Iterable<string>) => void;
  /** Postgres refused a session, which another holds now or whose device is gone. */
  staleEpoch: () => void;
  messages: MessageMetrics;
  /** The options of a session that is counted, and what to do with it once it is made. */
  watchSession: <Own extends Watched>(own: Own, create: (own: Own) => Session) => Session;
};

type Watched = Pick<SessionOptions, 'vault' | 'tell'>;

export const createWorkerMetrics = (metrics: Metrics): WorkerMetrics => {
  const registers = [metrics];
  const staleEpochs = new Counter({
    name: 'parley_stale_epochs_total',
    help: 'What Postgres refused a session since another holds the shard, or the device is gone.',
    registers,
  });
  const reconnects = new Counter({
    name: 'parley_reconnects_total',
    help: 'Sessions that were connected once more.',
    registers,
  });
  const linkings = new Counter({
    name: 'parley_linkings_total',
    help: 'Linkings, begun and brought to their end.',
    labelNames: ['what'],
    registers,
  });
  const commits = new Histogram({
    name: 'parley_vault_commit_seconds',
    help: 'How long it took to write credentials and Signal keys.',
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });

  const watchVault = (vault: Vault): Vault => ({
    ...vault,
    commit: async (change) => {
      const end = commits.startTimer();
      try {
        await vault.commit(change);
      } finally {
        end();
      }
    },
  });

  return {
    watch: (figures, states) => watchFigures(registers, { figures, states }),
    staleEpoch: () => staleEpochs.inc(),
    messages: createMessageMetrics(metrics),
    watchSession: (own, create) => {
      let wasConnected = false;
      let isLinking = false;
      let isConnecting = false;
      const hear = (event: SessionEvent): void => {
        if (event.kind === 'linked' && isLinking) {
          isLinking = false;
          linkings.inc({ what: 'done' });
        }
        // It is said once more when WhatsApp lets a number write to anybody again; that is no new connection.
        if (event.kind === 'condition' && event.condition.state === 'connecting') isConnecting = true;
        if (event.kind === 'condition' && isOpen(event) && isConnecting) {
          isConnecting = false;
          if (wasConnected) reconnects.inc();
          wasConnected = true;
        }
      };
      const session = create({
        ...own,
        vault: watchVault(own.vault),
        tell: (event) => {
          hear(event);
          own.tell(event);
        },
      });
      return {
        ...session,
        open: (linking) => {
          isLinking = linking !== undefined;
          if (isLinking) linkings.inc({ what: 'begun' });
          session.open(linking);
        },
      };
    },
  };
};

type Read = { figures: () => ShardFigures; states: () => Iterable<string> };

const watchFigures = (registers: Metrics[], { figures, states }: Read): void => {
  const sessions = new Gauge({
    name: 'parley_sessions',
    help: 'Sessions in this process, by the state of their device.',
    labelNames: ['state'],
    registers,
    collect: () => {
      sessions.reset();
      for (const state of states()) sessions.inc({ state });
    },
  });
  const held = new Gauge({
    name: 'parley_shards_held',
    help: 'Shards that this process may act for.',
    registers,
    collect: () => {
      held.set(figures().held);
    },
  });
  const leaseAge = new Gauge({
    name: 'parley_lease_age_seconds',
    help: 'For how long the lease that waits longest has not been renewed.',
    registers,
    collect: () => {
      leaseAge.set(figures().leaseAgeMs / 1_000);
    },
  });
  const gained = new Counter({
    name: 'parley_shards_gained_total',
    help: 'Shards that were claimed, by what had become of their holder.',
    labelNames: ['how'],
    registers,
    collect: () => {
      gained.reset();
      for (const [how, count] of Object.entries(figures().gained)) gained.inc({ how }, count);
    },
  });
  const lost = new Counter({
    name: 'parley_shards_lost_total',
    help: 'Shards that came to their end here, by why.',
    labelNames: ['why'],
    registers,
    collect: () => {
      lost.reset();
      for (const [why, count] of Object.entries(figures().lost)) lost.inc({ why }, count);
    },
  });
};
