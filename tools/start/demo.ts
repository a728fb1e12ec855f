import { existsSync, readFileSync } from 'node:fs';
import { writeSecret } from '../services/secret-file.ts';

/** What demo.json holds. Programs outside rely on these names; what no part of Parley fills yet is null. */
export type Demo = {
  dashboardUrl: string;
  /** Ends in `/api`, and answers for the demo tenant. */
  restUrl: string;
  mcpUrl: string | null;
  docsUrl: string;
  /** The base of the sandbox's control API. */
  sandboxUrl: string | null;
  tenant: string;
  token: string;
  /** The demo device's phone number, in digits. */
  device: string | null;
  login: { email: string; password: string } | null;
};

/** What of it is kept in the database. */
export type Seeded = Pick<Demo, 'tenant' | 'token' | 'login'>;

type Told = Seeded & Pick<Demo, 'device'>;

/** Every address uses the bare host: programs cannot resolve `*.localhost`. The sandbox listens by IPv4 alone. */
export const describeDemo = (
  { port, sandboxPort }: { port: number; sandboxPort: number },
  { tenant, token, login, device }: Told,
): Demo => {
  const host = `http://localhost:${port}`;
  return {
    dashboardUrl: `${host}/t/${tenant}/`,
    restUrl: `${host}/t/${tenant}/api`,
    mcpUrl: null,
    docsUrl: `${host}/docs`,
    sandboxUrl: `http://127.0.0.1:${sandboxPort}`,
    tenant,
    token,
    device,
    login,
  };
};

export const writeDemo = (file: string, demo: Demo): void => writeSecret(file, `${JSON.stringify(demo, null, 2)}\n`);

/** What is the same at every start, of an earlier one if there was any. */
export type Kept = { token: string | null; password: string | null };

export const findKept = (file: string): Kept => {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const find = (pattern: RegExp): string | null => pattern.exec(text)?.[1] ?? null;
  return { token: find(/"(par_test_\w+)"/), password: find(/"password": "([\w-]+)"/) };
};

/** `device`: how the demo device is. */
export type Places = { logs: string; mail: string; device: string };

/** What the person who started it wants to know, each thing on a line that can be copied. */
export const announce = (demo: Demo, { logs, mail, device }: Places): string => {
  const rows: [string, string | null][] = [
    ['Dashboard', demo.dashboardUrl],
    ['Login', demo.login && `${demo.login.email}  ${demo.login.password}`],
    ['REST', demo.restUrl],
    ['MCP', demo.mcpUrl],
    ['Sandbox', demo.sandboxUrl],
    ['Docs', demo.docsUrl],
    ['Device', demo.device && `${readable(demo.device)}, ${device}`],
    ['Token', demo.token],
  ];
  const text = JSON.stringify({ device: demo.device, to: '+12025550100', text: 'Hello' });
  const asked = `curl -H "Access-Token: ${demo.token}" ${demo.restUrl}/v1`;
  return [
    '',
    'Parley is running.',
    '',
    ...rows.flatMap(([name, value]) => (value === null ? [] : `  ${name.padEnd(10)} ${value}`)),
    '',
    ...(demo.device === null
      ? ['Try it:', `  ${asked}/account`]
      : [
          'Send a text, to a contact of the sandbox that reads it at once, and see that it was read:',
          `  ${asked}/messages/text -H "Content-Type: application/json" -d '${text}'`,
          `  ${asked}/messages`,
        ]),
    '',
    `Mail: ${mail}`,
    `Logs: ${logs}. Ctrl-C stops everything and keeps the data.`,
    '',
  ].join('\n');
};

/** As people write it, where it is a number like the sandbox's own. */
const readable = (digits: string): string => `+${digits.replace(/^1(\d{3})(\d{3})(\d{4})$/, '1 $1 $2 $3')}`;
