export { envSchema, readSettings } from './env.ts';
export { startSandbox, type SandboxOptions } from './start-sandbox.ts';
