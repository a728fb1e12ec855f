import 'reflect-metadata';
import { newId, toId } from '@parley/contract';
import type { Limiter } from '@parley/coordination';
import { createLogger, createMetrics } from '@parley/runtime';
import { createApi } from '../../apps/api/dist/create-api.js';
import { readSettings } from '../../apps/api/dist/env.js';
import { rememberCaller } from '../../apps/api/dist/callers/caller.js';
import { OperationGuard } from '../../apps/api/dist/http/operation.guard.js';
import { rememberVisitor } from '../../apps/api/dist/callers/visitor.js';
import { LIMITER } from '../../apps/api/dist/providers.js';

// The built api, whole, or with a part of it taken out to see what that part costs: `whole`, `unlimited` (a limiter
// that counts nothing) or `unguarded` (a guard that knows its caller without asking).

const [variant = 'whole', tenantUuid = ''] = process.argv.slice(2);

if (variant === 'unguarded') {
  const tenantId = toId('ten', tenantUuid);
  const visitor = { tenant: null, address: '127.0.0.1', requestId: 'bench' };
  const by = { kind: 'token', id: newId('tok'), network: 'sandbox', expiresAt: null } as const;
  const at = { name: 'bench', origin: 'http://localhost:8080', path: '/t/bench' };
  OperationGuard.prototype.canActivate = async (context) => {
    const request = context.switchToHttp().getRequest<Parameters<typeof rememberCaller>[0]>();
    rememberVisitor(request, visitor);
    rememberCaller(request, { tenantId, at, by, scopes: [], policy: null, address: '', requestId: '' });
    return true;
  };
}

const api = await createApi(
  readSettings(),
  createLogger({ process: 'bench', level: 'info' }),
  createMetrics({ process: 'bench' }),
);
if (variant === 'unlimited') {
  const limiter = api.app.get<Limiter>(LIMITER, { strict: false });
  const allowance = { isAllowed: true, remaining: 1, fullInMs: 1, retryAfterMs: 0 };
  limiter.take = async () => allowance;
}
await api.app.listen({ host: '127.0.0.1', port: readSettings().API_PORT });
