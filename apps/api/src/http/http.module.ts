import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import type { Store } from '@parley/store';
import { STORE, TOKEN_VERIFIER } from '../providers.ts';
import { createTokenVerifier } from '../tokens/verify-token.ts';
import { FailureFilter } from './failure.filter.ts';
import { OperationGuard } from './operation.guard.ts';
import { HandlerCheck } from './handler-check.ts';
import { OperationInterceptor } from './operation.interceptor.ts';

/** How any operation becomes a route: one guard, one interceptor, one filter. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    { provide: TOKEN_VERIFIER, inject: [STORE], useFactory: (store: Store) => createTokenVerifier(store) },
    { provide: APP_GUARD, useClass: OperationGuard },
    { provide: APP_INTERCEPTOR, useClass: OperationInterceptor },
    { provide: APP_FILTER, useClass: FailureFilter },
    HandlerCheck,
  ],
})
export class HttpModule {}
