import { Controller, Get, Inject, Res } from '@nestjs/common';
import { type Redis } from '@parley/coordination';
import { checkHealth } from '@parley/runtime';
import type { Store } from '@parley/store';
import type { FastifyReply } from 'fastify';
import { REDIS, STORE } from '../providers.ts';

@Controller()
export class HealthController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(REDIS) private readonly redis: Redis,
  ) {}

  /** Whether this process is alive; says nothing about the world around it. */
  @Get('healthz')
  healthz() {
    return { ok: true };
  }

  /** Whether this process can do its work: Postgres with its migrations and roles, and Redis. */
  @Get('readyz')
  async readyz(@Res({ passthrough: true }) reply: FastifyReply) {
    const health = await checkHealth(
      [
        { name: 'postgres', check: () => this.store.ready() },
        { name: 'redis', check: () => this.redis.ready() },
      ],
      checkTimeoutMs,
    );
    void reply.status(health.ok ? 200 : 503);
    return health;
  }
}

const checkTimeoutMs = 900;
