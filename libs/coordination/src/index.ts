export { coordinationEnv } from './coordination-env.ts';
export { openRedis, type Redis } from './redis.ts';
export { runJobs } from './run-jobs.ts';
