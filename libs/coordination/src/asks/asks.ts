import type { FailureCode, Result } from '@parley/contract';
import { z } from 'zod';

/** All that a device is asked and that has to be answered at once, by the worker that holds its session. */
const asks = {
  /** How its session is. */
  health: {
    question: z.strictObject({}),
    answer: z.object({
      socket: z.enum(['open', 'closed']),
      last_heard_at: z.iso.datetime().nullable(),
      connected_since: z.iso.datetime().nullable(),
      phone_last_seen_at: z.iso.datetime().nullable(),
      unanswered_queries: z.int().nonnegative(),
    }),
  },
  /** Whether a number is on WhatsApp. */
  checkNumber: {
    question: z.strictObject({ phone: z.string() }),
    answer: z.object({ on_whatsapp: z.boolean(), lid: z.string().nullable() }),
  },
} as const;

export type AskName = keyof typeof asks;
export type QuestionOf<N extends AskName> = z.output<(typeof asks)[N]['question']>;
export type AnswerOf<N extends AskName> = z.output<(typeof asks)[N]['answer']>;

/** The ways in which an ask is answered with a "no". */
export const askFailures = ['device_not_answering', 'device_not_linked'] as const satisfies FailureCode[];
export type AskFailure = (typeof askFailures)[number];
export type AskResult<N extends AskName> = Result<AnswerOf<N>, AskFailure>;

export const isAskName = (name: unknown): name is AskName => typeof name === 'string' && Object.hasOwn(asks, name);

/** The same table, for who knows only that it is one of them. */
export const askSchemas: {
  [N in AskName]: { question: z.ZodType<QuestionOf<N>>; answer: z.ZodType<AnswerOf<N>> };
} = asks;
