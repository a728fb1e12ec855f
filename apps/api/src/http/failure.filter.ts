import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject, Injectable } from '@nestjs/common';
import { type Failure, type FailureCode, failures } from '@parley/contract';
import type { Logger } from '@parley/runtime';
import { StoreUnavailable } from '@parley/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOGGER } from '../providers.ts';
import { sendFailure } from './send-failure.ts';

/** Every request that ends in a "no" ends here, with one shape. A bug tells its request id and nothing else. */
@Catch()
@Injectable()
export class FailureFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const failure = toFailure(thrown);
    if (failure.code === 'internal') this.logger.error({ err: thrown, request_id: request.id }, 'request failed');
    sendFailure(request, reply, failure);
  }
}

const toFailure = (thrown: unknown): Failure => {
  if (thrown instanceof StoreUnavailable) return { code: 'unavailable' };
  if (thrown instanceof HttpException) {
    const response = thrown.getResponse();
    if (isFailure(response)) return response;
    return { code: codeOfStatus(thrown.getStatus()) };
  }
  return { code: codeOfStatus(statusOf(thrown)) };
};

const isFailure = (value: unknown): value is Failure =>
  typeof value === 'object' && value !== null && 'code' in value && String(value.code) in failures;

/** Fastify's own refusals (an unreadable body, an unknown path) carry only a status. */
const codeOfStatus = (status: number): FailureCode => {
  if (status === 404 || status === 405) return 'not_found';
  if (status === 413) return 'body_too_large';
  if (status === 415) return 'content_type_unsupported';
  return status >= 400 && status < 500 ? 'body_malformed' : 'internal';
};

const statusOf = (thrown: unknown): number =>
  typeof thrown === 'object' && thrown !== null && 'statusCode' in thrown ? Number(thrown.statusCode) : 500;
