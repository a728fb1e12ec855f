export { coordinationEnv } from './coordination-env.ts';
export type { Allowance, Limit } from './limits/bucket.ts';
export { createLimiter, type Limiter } from './limits/create-limiter.ts';
export { openRedis, type Redis } from './redis.ts';
export { runJobs } from './run-jobs.ts';
