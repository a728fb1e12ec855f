import { Readable } from 'node:stream';
import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Operation, Result } from '@parley/contract';
import type { Limiter } from '@parley/coordination';
import { type Logger, span } from '@parley/runtime';
import type { Store } from '@parley/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { z } from 'zod';
import { byTheirIds } from '../callers/by-their-ids.ts';
import { callerIn, callerOf } from '../callers/caller.ts';
import { namedIn } from '../callers/named-in.ts';
import { policyFaults } from '../callers/policy.ts';
import type { StillGood } from '../callers/still-good.ts';
import { whileGood } from '../callers/while-good.ts';
import { withinLimits } from '../callers/within-limits.ts';
import { ANSWER_DEPS } from '../providers.ts';
import { toCsv } from './csv.ts';
import { eventStreamHeaders, toEventStream } from './event-stream.ts';
import { parseInput } from './input.ts';
import { hasListener, letGo } from './listener.ts';
import { operationAt } from './operation.ts';
import { refuse } from './refuse.ts';

export type AnswerDeps = { limiter: Limiter; store: Store; stillGood: StillGood; logger: Logger };

type Http = { request: FastifyRequest; reply: FastifyReply };

/**
 * What stands around every handler: its input is parsed before, and held against what the caller is narrowed to;
 * its `Result` becomes an answer after. The value goes through the operation's output schema, so that a field nobody
 * promised never leaves the house.
 */
@Injectable()
export class OperationInterceptor implements NestInterceptor<Result<unknown>, unknown> {
  constructor(@Inject(ANSWER_DEPS) private readonly deps: AnswerDeps) {}

  intercept(context: ExecutionContext, next: CallHandler<Result<unknown>>): Observable<unknown> {
    const operation = operationAt(context);
    if (!operation) return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const input = parseInput(operation, request);
    const handle = () => span(operation.name, {}, () => lastValueFrom(next.handle()));
    const answer = async () => {
      await this.holdAgainstPolicy(request, namedIn(operation, input));
      const work = () => withinLimits(this.deps.limiter, { operation, request }, handle);
      const result = await this.whileGood(request, work);
      if (!result.ok) return refuse(result.failure);
      return this.toAnswer(operation, result.value, { request, reply: http.getResponse<FastifyReply>() });
    };
    return from(answer());
  }

  private whileGood<T>(request: FastifyRequest, work: () => Promise<T>): Promise<T> {
    if (callerIn(request) === null) return work();
    const end = () => {
      letGo(request);
      return refuseAsUnknown(request);
    };
    // Whoever closes their own login, or deletes their account, is to hear that it is done.
    const isGood = async () => !hasListener(request) || this.deps.stillGood(request);
    return whileGood({ work, isGood, end });
  }

  private async holdAgainstPolicy(request: FastifyRequest, named: ReturnType<typeof namedIn>): Promise<void> {
    const caller = callerIn(request);
    if (caller === null) return;
    const devices = await byTheirIds(this.deps.store, caller, named.devices ?? []);
    const faults = policyFaults(caller.policy, { ...named, devices });
    if (faults.length > 0) refuse({ code: 'scope_missing', errors: { policy: faults } });
  }

  private async toAnswer({ name, http, output }: Operation, value: unknown, { request, reply }: Http) {
    if (http.isLines) {
      void reply.headers({
        'content-type': 'application/jsonl; charset=utf-8',
        'content-disposition': `attachment; filename="${name}.jsonl"`,
      });
      return Readable.from(toLines(output, value));
    }
    if (http.hasTable && isAsyncIterable(value)) {
      void reply.headers({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}.csv"`,
      });
      return Readable.from(toCsv(output, value));
    }
    if (!http.hasStream) return output.parse(value);
    const { stillGood, logger } = this.deps;
    const isStillGood = () => stillGood(request);
    if (isAsyncIterable(value)) {
      void reply.headers(eventStreamHeaders);
      return toEventStream({ pages: value, output, isStillGood, end: () => letGo(request), logger });
    }
    // It may have waited longer than whoever asked was let in for.
    if (!(await isStillGood())) refuseAsUnknown(request);
    return output.parse(value);
  }
}

/** As one who was never let in. */
const refuseAsUnknown = (request: FastifyRequest): never =>
  refuse({ code: callerOf(request).by.kind === 'member' ? 'login_required' : 'token_invalid' });

/** Each value on a line of its own, as it comes: nobody holds a whole file in memory. */
async function* toLines(output: z.ZodType, values: unknown): AsyncIterable<string> {
  if (!isAsyncIterable(values)) throw new Error('A handler of lines answered something else.');
  for await (const value of values) yield `${JSON.stringify(output.parse(value))}\n`;
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
