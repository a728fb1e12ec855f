import type { z } from 'zod';
import type { Redis } from '../redis.ts';
import { answersChannel, answerSchema } from './ask-wire.ts';

/** An answer as it came; null once it was given up. */
export type Told = { result: unknown } | null;

/** The answers that this process waits for, each until it is there or given up. */
export const createAnswers = ({ redis, processId }: { redis: Redis; processId: string }) => {
  const waiting = new Map<string, (told: Told) => void>();
  const begun = Promise.withResolvers<void>();
  let stop: (() => void) | null = null;

  const settle = (askId: string, told: Told): void => {
    waiting.get(askId)?.(told);
    waiting.delete(askId);
  };
  const hear = (message: string): void => {
    const answer = parseAnswer(message);
    if (answer !== null) settle(answer.askId, { result: answer.result });
  };

  return {
    /** Resolves once answers are heard: no ask is put before, so that no answer is too fast. */
    async heard(): Promise<void> {
      stop ??= redis.channels.listen(answersChannel(processId), { hear, onHearing: begun.resolve });
      await begun.promise;
    },
    waitFor: (askId: string): Promise<Told> => new Promise((resolve) => waiting.set(askId, resolve)),
    isAwaited: (askId: string): boolean => waiting.has(askId),
    giveUp: (askId: string): void => settle(askId, null),
    close(): void {
      for (const askId of waiting.keys()) settle(askId, null);
      stop?.();
    },
  };
};

/** Null for what is no answer: thrown where Redis tells us something, it would end this process. */
const parseAnswer = (message: string): z.output<typeof answerSchema> | null => {
  try {
    return answerSchema.parse(JSON.parse(message));
  } catch {
    return null;
  }
};
