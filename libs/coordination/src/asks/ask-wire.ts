import type { TenantId } from '@parley/contract';
import { z } from 'zod';
import { askFailures } from './asks.ts';

// How an ask travels. The job in the shard's queue carries ids only; the question lies beside it under a key that Redis
// forgets by itself once nobody waits for the answer any more, so that a phone number never stays there, whoever dies.
// The answer is published to the process that asked, and is written down nowhere.

export const questionKey = (tenantId: TenantId, askId: string): string => `asks:{${tenantId}}:${askId}`;

export const answersChannel = (processId: string): string => `answers:${processId}`;

/** What is published: which ask it answers, and how. */
export const answerSchema = z.object({ askId: z.string(), result: z.unknown() });

export const resultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), failure: z.object({ code: z.enum(askFailures) }) }),
]);
