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

/** Every address uses the bare host: programs cannot resolve `*.localhost`. */
export const describeDemo = (port: number, { tenant, token }: Pick<Demo, 'tenant' | 'token'>): Demo => {
  const host = `http://localhost:${port}`;
  return {
    dashboardUrl: `${host}/t/${tenant}/`,
    restUrl: `${host}/t/${tenant}/api`,
    mcpUrl: null,
    docsUrl: `${host}/docs`,
    sandboxUrl: null,
    tenant,
    token,
    device: null,
    login: null,
  };
};

export const writeDemo = (file: string, demo: Demo): void => writeSecret(file, `${JSON.stringify(demo, null, 2)}\n`);

/** The token of an earlier start, if there was one. */
export const findKeptToken = (file: string): string | null => {
  if (!existsSync(file)) return null;
  const [token] = readFileSync(file, 'utf8').match(/par_test_\w+/) ?? [];
  return token ?? null;
};

/** What the person who started it wants to know, each thing on a line that can be copied. */
export const announce = (demo: Demo, logs: string): string => {
  const rows: [string, string | null][] = [
    ['Dashboard', demo.dashboardUrl],
    ['Login', demo.login && `${demo.login.email}  ${demo.login.password}`],
    ['REST', demo.restUrl],
    ['MCP', demo.mcpUrl],
    ['Sandbox', demo.sandboxUrl],
    ['Docs', demo.docsUrl],
    ['Device', demo.device],
    ['Token', demo.token],
  ];
  return [
    '',
    'Parley is running.',
    '',
    ...rows.flatMap(([name, value]) => (value === null ? [] : `  ${name.padEnd(10)} ${value}`)),
    '',
    'Try it:',
    `  curl -H "Access-Token: ${demo.token}" ${demo.restUrl}/v1/account`,
    '',
    `Logs: ${logs}. Ctrl-C stops everything and keeps the data.`,
    '',
  ].join('\n');
};
