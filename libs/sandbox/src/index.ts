export { startSandbox, type SandboxOptions } from './start-sandbox.ts';
