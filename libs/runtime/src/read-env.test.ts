import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { envCount, envHostPort, envList, envPort, type EnvRule, readEnv } from './read-env.ts';

const schema = z.object({
  API_PORT: envPort.default(8080).describe('The port the api listens on.'),
  DATABASE_URL: z.url().describe('Where Postgres is.'),
  MASTER_KEY: z.base64().optional(),
  LOG_LEVEL: z.enum(['info', 'warn']).default('info'),
});

const url = 'postgres://localhost/parley';
const faultsOf = (source: Record<string, string>, rules: EnvRule[] = []): string => {
  try {
    readEnv(schema, source, rules);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return '';
};

describe('a good configuration', () => {
  it('is parsed, with what was left out filled in', () => {
    const env = readEnv(schema, { DATABASE_URL: url, API_PORT: '0', HOME: '/root' });
    expect(env).toEqual({ API_PORT: 0, DATABASE_URL: url, LOG_LEVEL: 'info' });
  });

  it('may set a name to nothing, which leaves it out', () => {
    const env = readEnv(schema, { DATABASE_URL: url, API_PORT: '', MASTER_KEY: '' });
    expect(env).toMatchObject({ API_PORT: 8080 });
    expect(env.MASTER_KEY).toBeUndefined();
  });
});

describe('a bad configuration', () => {
  it('names every fault at once, a line each, with what it should be', () => {
    expect(faultsOf({ API_PORT: '80a', LOG_LEVEL: 'loud' }).split('\n')).toEqual([
      'The configuration is wrong:',
      '  API_PORT: must be a port, 0 to 65535, not "80a" (The port the api listens on.)',
      '  DATABASE_URL: must be set (Where Postgres is.)',
      expect.stringMatching(/^ {2}LOG_LEVEL: .*"info"\|"warn", not "loud"$/),
    ]);
  });

  it('is refused by the rules, too, and they see what is there', () => {
    const noMaster: EnvRule = (env) => (env['MASTER_KEY'] ? null : 'MASTER_KEY: must be set in production');
    expect(faultsOf({ LOG_LEVEL: 'loud' }, [noMaster])).toMatch(
      /DATABASE_URL.*\n.*LOG_LEVEL.*\n {2}MASTER_KEY: must be/,
    );
    expect(faultsOf({ DATABASE_URL: url, MASTER_KEY: '' }, [noMaster])).toContain('MASTER_KEY: must be set');
    expect(faultsOf({ DATABASE_URL: url, MASTER_KEY: 'AAAA' }, [noMaster])).toBe('');
  });

  it('never prints a value that may be a secret', () => {
    const faults = faultsOf({ DATABASE_URL: 'no url but hunter2', MASTER_KEY: 'no base64 but hunter2' });
    expect(faults).toMatch(/DATABASE_URL.*\n.*MASTER_KEY/);
    expect(faults).not.toContain('hunter2');
  });
});

describe('the fields', () => {
  it.each([
    [envPort, '443', 443],
    [envCount, '12', 12],
    [envList(z.string()), ' a, b,,c ,', ['a', 'b', 'c']],
    [envList(envHostPort), 'Localhost:80,[::1]:8080', ['localhost:80', '[::1]:8080']],
  ])('read what is right (%#)', (field, text, value) => {
    expect(field.parse(text)).toEqual(value);
  });

  it.each([
    [envPort, '65536'],
    [envPort, '-1'],
    [envPort, '1e3'],
    [envPort, ' 80'],
    [envCount, '1.5'],
    [envHostPort, 'localhost'],
    [envHostPort, 'http://localhost:80'],
    [envHostPort, 'localhost:65536'],
    [envList(envHostPort), 'localhost:80,nonsense'],
  ])('refuse what is wrong (%#)', (field, text) => {
    expect(field.safeParse(text).success).toBe(false);
  });
});
