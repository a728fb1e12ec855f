import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import { createLimiter, type Limiter, type Redis } from '@parley/coordination';
import type { Logger } from '@parley/runtime';
import type { Store } from '@parley/store';
import { createLoginVerifier, type LoginVerifier } from '../logins/verify-login.ts';
import { ANSWER_DEPS, IDENTIFY, LIMITER, LOGGER, LOGIN_VERIFIER, REDIS, STORE, TOKEN_VERIFIER } from '../providers.ts';
import { createTokenVerifier, type TokenVerifier } from '../tokens/verify-token.ts';
import { FailureFilter } from './failure.filter.ts';
import { createIdentify } from '../callers/identify.ts';
import { createStillGood } from '../callers/still-good.ts';
import { OperationGuard } from './operation.guard.ts';
import { HandlerCheck } from './handler-check.ts';
import { type AnswerDeps, OperationInterceptor } from './operation.interceptor.ts';

/** How any operation becomes a route: one guard, one interceptor, one filter. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    { provide: TOKEN_VERIFIER, inject: [STORE], useFactory: (store: Store) => createTokenVerifier(store) },
    { provide: LOGIN_VERIFIER, inject: [STORE], useFactory: (store: Store) => createLoginVerifier(store) },
    {
      provide: LIMITER,
      inject: [REDIS, LOGGER],
      useFactory: (redis: Redis, logger: Logger) => createLimiter({ redis, logger }),
    },
    {
      provide: IDENTIFY,
      inject: [TOKEN_VERIFIER, LOGIN_VERIFIER, LIMITER],
      useFactory: (verifyToken: TokenVerifier, verifyLogin: LoginVerifier, limiter: Limiter) =>
        createIdentify({ verifyToken, verifyLogin, limiter }),
    },
    {
      provide: ANSWER_DEPS,
      inject: [LIMITER, STORE, LOGGER, TOKEN_VERIFIER, LOGIN_VERIFIER],
      useFactory: (...given: [Limiter, Store, Logger, TokenVerifier, LoginVerifier]): AnswerDeps => {
        const [limiter, store, logger, verifyToken, verifyLogin] = given;
        return { limiter, store, logger, stillGood: createStillGood({ verifyToken, verifyLogin }) };
      },
    },
    OperationGuard,
    { provide: APP_GUARD, useExisting: OperationGuard },
    { provide: APP_INTERCEPTOR, useClass: OperationInterceptor },
    { provide: APP_FILTER, useClass: FailureFilter },
    HandlerCheck,
  ],
})
export class HttpModule {}
