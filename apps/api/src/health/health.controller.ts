import { Controller, Get, Inject, Res } from '@nestjs/common';
import { type Redis } from '@parley/coordination';
import { checkHealth, type Readiness } from '@parley/runtime';
import type { Store } from '@parley/store';
import type { FastifyReply } from 'fastify';
import { REDIS, STORE } from '../providers.ts';

@Controller()
export class HealthController {
  private askedAt = Number.NEGATIVE_INFINITY;
  private answer: Promise<Readiness> = Promise.resolve({ ok: false, checks: [] });

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
    const readiness = await this.readiness();
    void reply.status(readiness.ok ? 200 : 503);
    return readiness;
  }

  /** Anybody may ask, as often as they like; Postgres and Redis are asked every half second at most. */
  private async readiness(): Promise<Readiness> {
    if (performance.now() - this.askedAt >= askEveryMs) {
      this.askedAt = performance.now();
      this.answer = checkHealth(
        [
          { name: 'postgres', check: () => this.store.ready() },
          { name: 'redis', check: () => this.redis.ready() },
        ],
        checkTimeoutMs,
      );
    }
    return this.answer;
  }
}

const checkTimeoutMs = 900;
const askEveryMs = 500;
