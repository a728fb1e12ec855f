import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startTestSandbox } from './test-sandbox.ts';

it('the program in the guide links a plain client, sends a text, and prints what the contact saw', async () => {
  const root = new URL('../../../', import.meta.url);
  const guide = readFileSync(new URL('docs/sandbox.md', root), 'utf8');
  const program = /```js\n([^]+?)```/.exec(guide)?.[1] ?? '';
  const sandbox = await startTestSandbox();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', program, '--', 'hello.mjs', sandbox.url],
    { cwd: root },
  );
  expect(stdout).toMatch(/type: 'text',\s+text: 'Hello from the sandbox'/);
  expect(stdout).not.toContain('privKey');
  await sandbox.stop();
});
