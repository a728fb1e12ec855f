import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject, Injectable } from '@nestjs/common';
import { type Failure, type FailureCode, failures } from '@parley/contract';
import type { Logger } from '@parley/runtime';
import { StoreUnavailable, TenantGone, TooBusy } from '@parley/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOGGER } from '../providers.ts';
import { isDashboard } from '../callers/identify.ts';
import { sendFailure } from './send-failure.ts';

/** Every request that ends in a "no" ends here, with one shape. A bug tells its request id and nothing else. */
@Catch()
@Injectable()
export class FailureFilter implements ExceptionFilter {
  private outageToldAt = Number.NEGATIVE_INFINITY;

  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const failure = toFailure(thrown, request);
    const fact = { err: thrown, request_id: request.id };
    if (failure.code === 'internal') this.logger.error(fact, 'request failed');
    if (failure.code === 'unavailable')
      this.tellOutage(fact, thrown instanceof TooBusy ? 'too busy' : 'postgres is away');
    sendFailure(request, reply, failure);
  }

  /** Why we cannot answer, once a second at most, however many requests find it so. */
  private tellOutage(fact: object, what: string): void {
    if (performance.now() - this.outageToldAt < 1_000) return;
    this.outageToldAt = performance.now();
    this.logger.warn(fact, what);
  }
}

const toFailure = (thrown: unknown, { method, headers }: FastifyRequest): Failure => {
  if (thrown instanceof StoreUnavailable || thrown instanceof TooBusy) return { code: 'unavailable' };
  // Remembered as good for a moment longer, it is worth what an unknown one is.
  if (thrown instanceof TenantGone) return { code: isDashboard(headers) ? 'login_required' : 'token_invalid' };
  const told = thrown instanceof HttpException ? thrown.getResponse() : null;
  if (isFailure(told)) return told;
  const status = statusOf(thrown);
  return { code: status === 400 && method === 'GET' ? 'not_found' : codeOfStatus(status) };
};

const isFailure = (value: unknown): value is Failure =>
  typeof value === 'object' && value !== null && 'code' in value && Object.hasOwn(failures, String(value.code));

/** What Nest and Fastify refuse by themselves (an unreadable body, an unknown path) carries only a status. */
const codeOfStatus = (status: number): FailureCode => {
  if (status === 403 || status === 404 || status === 405) return 'not_found';
  if (status === 413) return 'body_too_large';
  if (status === 415) return 'content_type_unsupported';
  return status === 400 ? 'body_malformed' : 'internal';
};

/** Only Fastify's word is taken: errors of many a library have a `statusCode` that is not about our request. */
const statusOf = (thrown: unknown): number => {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const isFastifys = thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('FST_');
  return isFastifys && 'statusCode' in thrown ? Number(thrown.statusCode) : 500;
};
