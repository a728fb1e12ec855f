export { trustSandbox } from './trust-sandbox.ts';
