import { randomUUID } from 'node:crypto';
import { no, yes } from '@parley/contract';
import { canFail, type Logger } from '@parley/runtime';
import type { Queue } from 'bullmq';
import { leaveIfSilent } from '../silence.ts';
import type { TenantDevice } from '../queues/shard-jobs.ts';
import type { Redis } from '../redis.ts';
import { createAnswers } from './answers.ts';
import { questionKey, resultSchema } from './ask-wire.ts';
import { type AskName, type AskResult, askSchemas, type QuestionOf } from './asks.ts';

export type Asker = {
  /** Asks a device by way of whoever holds its shard. Nobody there, no answer in time, or no Redis: that is
   * `device_not_answering`; without Redis at once. Nothing of the question stays behind. */
  ask: <N extends AskName>(asked: Asked<N>) => Promise<AskResult<N>>;
  close: () => void;
};

type Asked<N extends AskName> = TenantDevice & { shard: string; ask: N; question: QuestionOf<N>; withinMs?: number };

type Deps = { redis: Redis; logger: Logger; queueOf: (shard: string) => Queue };

/** The side that asks. */
export const createAsker = ({ redis, logger, queueOf }: Deps): Asker => {
  const client = redis.forDispatch();
  const processId = randomUUID();
  const answers = createAnswers({ redis, processId });

  const put = async <N extends AskName>(askId: string, asked: Asked<N>, forMs: number): Promise<void> => {
    const { shard, tenantId, deviceId, ask, question } = asked;
    const queue = queueOf(shard);
    await answers.heard();
    if (!answers.isAwaited(askId)) return;
    await client.set(questionKey(tenantId, askId), JSON.stringify(question), 'PX', forMs);
    // Ahead of all nudges: somebody waits.
    const options = { jobId: askId, lifo: true };
    await queue.add('ask', { tenantId, deviceId, ask, askId, askedBy: processId }, options);
  };

  const takeBack = async (askId: string, { shard, tenantId }: Asked<AskName>): Promise<void> => {
    const queue = queueOf(shard);
    await Promise.all([client.del(questionKey(tenantId, askId)), queue.remove(askId)]);
  };

  return {
    async ask(asked) {
      const { ask, deviceId, withinMs = defaultWithinMs } = asked;
      const askId = randomUUID();
      const answer = answers.waitFor(askId);
      const timer = setTimeout(() => answers.giveUp(askId), withinMs);
      put(askId, asked, withinMs).catch((error: unknown) => {
        logger.warn({ err: error, ask, deviceId }, 'ask could not be put');
        leaveIfSilent(client, error);
        answers.giveUp(askId);
      });
      const told = await answer;
      clearTimeout(timer);
      if (told !== null) return toResult(ask, told.result);
      void canFail(takeBack(askId, asked), 'it is dropped unasked, and its question is forgotten');
      return no('device_not_answering');
    },
    close: answers.close,
  };
};

const toResult = <N extends AskName>(ask: N, said: unknown): AskResult<N> => {
  const result = resultSchema.parse(said);
  return result.ok ? yes(askSchemas[ask].answer.parse(result.value)) : no(result.failure.code);
};

const defaultWithinMs = 10_000;
