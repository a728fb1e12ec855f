import { errorCode } from './error-code.ts';
import { type Address, type Served, serve, toJson } from './serve.ts';
import { withinMs } from './within-ms.ts';

/** Something a process cannot work without. `check` rejects while it is not there. */
export type HealthCheck = { name: string; check: () => Promise<void> };
type CheckResult = { name: string; ok: boolean; reason?: string; took_ms: number };
export type Readiness = { ok: boolean; checks: CheckResult[] };

/** All checks side by side; one that has not answered after `timeoutMs` counts as failed. */
export const checkHealth = async (checks: readonly HealthCheck[], timeoutMs: number): Promise<Readiness> => {
  const results = await Promise.all(checks.map((one) => runCheck(one, timeoutMs)));
  return { ok: results.every(({ ok }) => ok), checks: results };
};

type Health = Address & {
  ready: () => Promise<Readiness>;
  /** Whether the process still does its work. It is false only where nothing but a new start helps: never because
   * something it needs is away. */
  alive?: () => boolean;
};

/** `/healthz` and `/readyz` for a process that has no HTTP of its own. */
export const serveHealth = ({ ready, alive = () => true, ...address }: Health): Promise<Served> =>
  serve(async (path) => {
    if (path === '/healthz') return alive() ? toJson(200, { ok: true }) : toJson(503, { ok: false });
    if (path !== '/readyz') return toJson(404, { ok: false });
    const readiness = await ready();
    return toJson(readiness.ok ? 200 : 503, readiness);
  }, address);

const runCheck = async ({ name, check }: HealthCheck, timeoutMs: number): Promise<CheckResult> => {
  const startedAt = performance.now();
  const took = () => Math.round(performance.now() - startedAt);
  try {
    await withinMs(timeoutMs, check());
    return { name, ok: true, took_ms: took() };
  } catch (error) {
    return { name, ok: false, reason: reasonOf(error), took_ms: took() };
  }
};

// Anyone may read this, and what Node or Postgres say of a failure names hosts, ports and roles. So of whatever has
// a code, or a cause that it may quote, no more is told than the code; other sentences are our own.
const reasonOf = (error: unknown): string => {
  const code = codeOf(error);
  if (code !== undefined) return code;
  if (!(error instanceof Error)) return 'failed';
  return error.cause === undefined && error.message ? error.message : error.name;
};

const codeOf = (error: unknown): string | undefined => {
  const code = errorCode(error);
  if (code !== undefined && /^[A-Z\d_]+$/.test(code)) return code;
  return error instanceof Error ? codeOf(error.cause) : undefined;
};
