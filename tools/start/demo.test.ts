import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { announce, describeDemo, findKeptToken, writeDemo } from './demo.ts';

const demo = describeDemo(8123, { tenant: 'demo', token: 'par_test_abc_def' });

it('describes the demo under the names that outside programs rely on', () => {
  expect(demo).toEqual({
    dashboardUrl: 'http://localhost:8123/t/demo/',
    restUrl: 'http://localhost:8123/t/demo/api',
    mcpUrl: null,
    docsUrl: 'http://localhost:8123/docs',
    sandboxUrl: null,
    tenant: 'demo',
    token: 'par_test_abc_def',
    device: null,
    login: null,
  });
});

it('keeps the token for the next start, in a file only its owner can read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-demo-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'demo.json');
  expect(findKeptToken(file)).toBeNull();
  writeDemo(file, demo);
  expect(findKeptToken(file)).toBe('par_test_abc_def');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(demo);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('prints what there is, a line to try it with, and nothing that is not there yet', () => {
  const text = announce(demo, '/somewhere/*.log');
  expect(text).toContain('Dashboard  http://localhost:8123/t/demo/\n');
  expect(text).toContain('curl -H "Access-Token: par_test_abc_def" http://localhost:8123/t/demo/api/v1/account\n');
  expect(text).not.toMatch(/MCP|Sandbox|Device|Login|null/);
  expect(announce({ ...demo, device: '491700000000' }, '')).toContain('Device     491700000000\n');
});
