import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { announce, describeDemo, findKept, writeDemo } from './demo.ts';

const login = { email: 'demo@parley.example', password: 'a-b_c' };
const demo = describeDemo(
  { port: 8123, sandboxPort: 8190 },
  { tenant: 'demo', token: 'par_test_abc_def', login, device: '12025550001' },
);

it('describes the demo under the names that outside programs rely on', () => {
  expect(demo).toEqual({
    dashboardUrl: 'http://localhost:8123/t/demo/',
    restUrl: 'http://localhost:8123/t/demo/api',
    mcpUrl: null,
    docsUrl: 'http://localhost:8123/docs',
    sandboxUrl: 'http://127.0.0.1:8190',
    tenant: 'demo',
    token: 'par_test_abc_def',
    device: '12025550001',
    login: { email: 'demo@parley.example', password: 'a-b_c' },
  });
});

it('keeps the token and the password for the next start, in a file only its owner can read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-demo-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'demo.json');
  expect(findKept(file)).toEqual({ token: null, password: null });
  writeDemo(file, demo);
  expect(findKept(file)).toEqual({ token: 'par_test_abc_def', password: 'a-b_c' });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(demo);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('prints what there is, a line to try it with, and nothing that is not there yet', () => {
  const text = announce(demo, {
    logs: '/somewhere/*.log',
    mail: '/somewhere/mail/*.eml',
    device: 'linked in the sandbox',
  });
  expect(text).toContain('Dashboard  http://localhost:8123/t/demo/\n');
  expect(text).toContain('Login      demo@parley.example  a-b_c\n');
  expect(text).toContain(
    'curl -H "Access-Token: par_test_abc_def" http://localhost:8123/t/demo/api/v1/messages/text ' +
      `-H "Content-Type: application/json" -d '{"device":"12025550001","to":"+12025550100","text":"Hello"}'\n`,
  );
  expect(text).toContain('Mail: /somewhere/mail/*.eml\n');
  expect(text).toContain('Sandbox    http://127.0.0.1:8190\n');
  expect(text).toContain('Device     +1 202 555 0001, linked in the sandbox\n');
  expect(text).not.toMatch(/MCP|null/);
  const less = announce({ ...demo, device: null, login: null }, { logs: '', mail: '', device: '' });
  expect(less).not.toMatch(/Device|Login|messages/);
  expect(less).toContain('/t/demo/api/v1/account\n');
});
