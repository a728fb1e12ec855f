import { Readable } from 'node:stream';
import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Result } from '@parley/contract';
import type { Limiter } from '@parley/coordination';
import { span } from '@parley/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, map, type Observable } from 'rxjs';
import type { z } from 'zod';
import { LIMITER } from '../providers.ts';
import { namedIn } from '../callers/named-in.ts';
import { policyFaults } from '../callers/policy.ts';
import { policyOf } from '../callers/caller.ts';
import { parseInput } from './input.ts';
import { withinLimits } from '../callers/within-limits.ts';
import { operationAt } from './operation.ts';
import { refuse } from './refuse.ts';

/**
 * What stands around every handler: its input is parsed before, and held against what the caller is narrowed to;
 * its `Result` becomes an answer after. The value goes through the operation's output schema, so that a field nobody
 * promised never leaves the house.
 */
@Injectable()
export class OperationInterceptor implements NestInterceptor<Result<unknown>, unknown> {
  constructor(@Inject(LIMITER) private readonly limiter: Limiter) {}

  intercept(context: ExecutionContext, next: CallHandler<Result<unknown>>): Observable<unknown> {
    const operation = operationAt(context);
    if (!operation) return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const input = parseInput(operation, request);
    const faults = policyFaults(policyOf(request), namedIn(operation, input));
    if (faults.length > 0) return refuse({ code: 'scope_missing', errors: { policy: faults } });
    const answer = () => span(operation.name, {}, () => lastValueFrom(next.handle()));
    return from(withinLimits(this.limiter, { operation, request }, answer)).pipe(
      map((result) => {
        if (!result.ok) return refuse(result.failure);
        if (!operation.http.isLines) return operation.output.parse(result.value);
        void http.getResponse<FastifyReply>().headers({
          'content-type': 'application/jsonl; charset=utf-8',
          'content-disposition': `attachment; filename="${operation.name}.jsonl"`,
        });
        return Readable.from(toLines(operation.output, result.value));
      }),
    );
  }
}

/** Each value on a line of its own, as it comes: nobody holds a whole file in memory. */
async function* toLines(output: z.ZodType, values: unknown): AsyncIterable<string> {
  if (!isAsyncIterable(values)) throw new Error('A handler of lines answered something else.');
  for await (const value of values) yield `${JSON.stringify(output.parse(value))}\n`;
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
