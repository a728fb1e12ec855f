import { HttpException } from '@nestjs/common';
import { type Failure, failures } from '@parley/contract';

/** Ends a request with an expected "no" from a place that has no `Result` to return: a guard, a parameter. */
export const refuse = (failure: Failure): never => {
  throw new HttpException(failure, failures[failure.code].status);
};
