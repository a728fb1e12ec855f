import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Result } from '@parley/contract';
import { span } from '@parley/runtime';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, map, type Observable } from 'rxjs';
import { parseInput } from './input.ts';
import { operationAt } from './operation.ts';
import { refuse } from './refuse.ts';

/**
 * What stands around every handler: its input is parsed before, its `Result` becomes an answer after. The value
 * goes through the operation's output schema, so that a field nobody promised never leaves the house.
 */
@Injectable()
export class OperationInterceptor implements NestInterceptor<Result<unknown>, unknown> {
  intercept(context: ExecutionContext, next: CallHandler<Result<unknown>>): Observable<unknown> {
    const operation = operationAt(context);
    if (!operation) return next.handle();
    parseInput(operation, context.switchToHttp().getRequest<FastifyRequest>());
    return from(span(operation.name, {}, () => lastValueFrom(next.handle()))).pipe(
      map((result) => (result.ok ? operation.output.parse(result.value) : refuse(result.failure))),
    );
  }
}
