import type { MessageNews } from '@parley/store';
import { Counter, Histogram } from 'prom-client';
import type { Metrics } from '@parley/runtime';

/** What there is to see of how messages are sent. */
export type MessageMetrics = {
  /** It is handed to its session, for the so-manieth time, so long after it was due. */
  tried: (attempt: number, waitedMs: number) => void;
  learned: (became: MessageNews['became']) => void;
};

export const createMessageMetrics = (metrics: Metrics): MessageMetrics => {
  const registers = [metrics];
  const waits = new Histogram({
    name: 'parley_message_wait_seconds',
    help: 'From when a message was due to when it was handed to its session, first tries only.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3_600],
    registers,
  });
  const triedAgain = new Counter({
    name: 'parley_messages_tried_again_total',
    help: 'Tries of a message after its first, each with the same id: as many ids may have taken more than one frame.',
    registers,
  });
  const outcomes = new Counter({
    name: 'parley_sends_total',
    help: 'Tries by what was known afterwards; queued: nothing of it had left.',
    labelNames: ['outcome'],
    registers,
  });
  return {
    tried: (attempt, waitedMs) => {
      if (attempt === 1) waits.observe(waitedMs / 1_000);
      else triedAgain.inc();
    },
    learned: (outcome) => outcomes.inc({ outcome }),
  };
};
