import { no } from '@parley/contract';
import { canFail, type Logger } from '@parley/runtime';
import type { Redis as Client } from 'ioredis';
import type { AskJob, TenantDevice } from '../queues/shard-jobs.ts';
import { answersChannel, questionKey } from './ask-wire.ts';
import { type AskName, type AskResult, askSchemas, type QuestionOf } from './asks.ts';

/** An ask that nobody answers does not compile. */
export type AnswerHandlers = {
  [N in AskName]: (device: TenantDevice, question: QuestionOf<N>) => Promise<AskResult<N>>;
};

type Deps = { client: Client; logger: Logger; handlers: AnswerHandlers };

/** The side that is asked. */
export const createAnswering = ({ client, logger, handlers }: Deps) => {
  const answer = async <N extends AskName>(name: N, device: TenantDevice, said: string): Promise<AskResult<N>> => {
    try {
      return await handlers[name](device, askSchemas[name].question.parse(JSON.parse(said)));
    } catch (error) {
      // Whoever asked has to know now, not when their time is over.
      logger.error({ err: error, ask: name, deviceId: device.deviceId }, 'ask failed');
      return no('device_not_answering');
    }
  };

  return {
    /** An ask whose time is over, or that was taken before, is dropped unasked. */
    async take({ tenantId, deviceId, ask, askId, askedBy }: AskJob): Promise<void> {
      const said = await client.getdel(questionKey(tenantId, askId));
      if (said === null) return;
      const result = await answer(ask, { tenantId, deviceId }, said);
      const told = client.publish(answersChannel(askedBy), JSON.stringify({ askId, result }));
      await canFail(told, 'whoever asked waits no longer than its time', logger);
    },
  };
};
