import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { compatOperations, nativeOf } from '@parley/contract';
import { describe, expect, it } from 'vitest';
import { addLinkedDevice, newPhone, startApiWithHolder } from './test-holder.ts';

const guide = readFileSync(new URL('../../../docs/whatsgate.md', import.meta.url), 'utf8');

it('has a line for each path, with the operation behind it and its scope', () => {
  const lines = guide.split('\n').filter((line) => line.startsWith('| `'));
  for (const each of compatOperations) {
    const [asked, native] = [each, nativeOf(each)].map(({ http }) => `${http.method.toUpperCase()} ${http.path}`);
    const line = lines.find((text) => text.startsWith(`| \`${asked}\` | \`${native}\``));
    expect(line, asked).toMatch(new RegExp(`\\| \`${each.scope}\` \\|$`));
  }
});

describe('what the guide has one call', async () => {
  const { api, holder } = await startApiWithHolder();
  const tenant = await api.createTenant();
  const phone = newPhone();
  await holder.hold(await addLinkedDevice(api, tenant.id, { phone }));

  const [, setup = ''] = /```sh\n([^]+?)```/.exec(guide) ?? [];
  const own: Record<string, string> = {
    base: `${api.origin}/t/${tenant.name}/api`,
    token: tenant.token,
    device: phone,
  };
  const before = setup.replaceAll(/^(\w+)=.*$/gm, (_, name: string) => `${name}=${own[name]}`);
  const calls = [...guide.matchAll(/```sh\n(call [^]+?)```\n\n```json\n([^]+?)```/g)];

  it('is followed by its answer each time', () => {
    expect(calls.length).toBe(guide.match(/^call /gm)?.length);
  });

  it.each(calls.map(([, line = '', answer = '']) => [line.trim(), answer]))('%s', async (line, answer) => {
    const { stdout } = await promisify(execFile)('bash', ['-c', `${before}\n${line}`]);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(answer, (_, value: unknown) => (value === '…' ? anything : value)));
  });
});

/** What is different each time. */
const anything: unknown = expect.anything();
