import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runWholeProcessClient } from './run-whole-process-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const contact = '12025570150';
let sandbox: TestSandbox;
let folder: string;
let env: { NODE_EXTRA_CA_CERTS: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-trust-'));
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: contact });
  env = { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') };
  await writeFile(env.NODE_EXTRA_CA_CERTS, sandbox.network.caPem);
});
afterEach(() => sandbox.call('DELETE', '/faults'));
afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true });
});

it('is trusted by a whole process that is told of the authority by NODE_EXTRA_CA_CERTS', async () => {
  const { phone } = await sandbox.createPhone();
  const { documents } = await runWholeProcessClient(sandbox, { phone, contact, env });
  expect(documents).toEqual({ upload: 'done', download: 'done' });
});

it('is refused by a client that was not told', async () => {
  const { phone } = await sandbox.createPhone();
  const { documents } = await runWholeProcessClient(sandbox, { phone, contact });
  expect(documents?.upload).toContain('Media upload failed on all hosts');
  expect(documents?.download).toContain('unable to verify the first certificate');
});

it('cuts a download short, of which a process with Baileys dies unless it looks out for that', async () => {
  const { phone } = await sandbox.createPhone();
  await sandbox.addFault({ match: { account: phone }, action: 'download-cut' });
  const { documents, exitCode, complaints } = await runWholeProcessClient(sandbox, { phone, contact, env });
  expect(documents).toBe(null);
  expect(exitCode).not.toBe(0);
  expect(complaints).toContain('TypeError: terminated');
});
