import { z } from 'zod';

export type EnvSource = Record<string, string | undefined>;

/** Thrown before anything is started. Its message names every fault, one on each line. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig';
}

/** What no field can say alone: the fault, or null. It sees the text of the environment, parsed or not. */
export type EnvRule = (env: EnvSource) => string | null;

/** What the environment says, by the schema and the rules. A name set to nothing counts as unset. */
export const readEnv = <S extends z.ZodObject>(
  schema: S,
  source: EnvSource,
  rules: readonly EnvRule[] = [],
): z.output<S> => {
  const env = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(env);
  const broken = rules.flatMap((rule) => rule(env) ?? []).map((fault) => `  ${fault}`);
  if (parsed.success && broken.length === 0) return parsed.data;
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => toFault(schema, env, issue));
  throw new BadConfig(['The configuration is wrong:', ...faults, ...broken].join('\n'));
};

/** 0 lets the system choose. */
export const envPort = z.string().refine(isPort, 'must be a port, 0 to 65535').transform(Number);

export const envCount = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number);

export const envPositive = envCount.refine((count) => count >= 1, 'must be at least 1');

/** Items between commas; spaces around them do not count. */
export const envList = <I extends z.ZodType<unknown, string>>(item: I) =>
  z
    .string()
    .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
    .pipe(z.array(item));

/** `host:port`, an IPv6 address in brackets. */
export const envHostPort = z
  .string()
  .refine(isHostPort, 'must be host:port, like localhost:8080')
  .transform((text) => text.toLowerCase());

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

function isHostPort(text: string): boolean {
  const [, port = ''] = /^(?:\[[\da-f:.]+\]|[\w.-]+):(\d+)$/i.exec(text) ?? [];
  return isPort(port);
}

function toFault(schema: z.ZodObject, env: EnvSource, issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0] ?? 'all of it');
  const value = env[name];
  const field: unknown = schema.shape[name];
  const hint = field instanceof z.ZodType && field.description ? ` (${field.description})` : '';
  if (value === undefined && issue.code === 'invalid_type') return `  ${name}: must be set${hint}`;
  const found = value === undefined || looksSecret(name) ? '' : `, not "${value.slice(0, 60)}"`;
  return `  ${name}: ${issue.message}${found}${hint}`;
}

// A URL may carry a password.
const looksSecret = (name: string): boolean => /KEY|SECRET|PASSWORD|TOKEN|CREDENTIAL|URL|ENDPOINT/i.test(name);
