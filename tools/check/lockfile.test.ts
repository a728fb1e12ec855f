import { describe, expect, it } from 'vitest';
import { parseLock } from './lock.ts';
import { lockFaults } from './lockfile.ts';
import { repairedLock } from './repaired-lock.ts';

const lockText = (packages: Record<string, object>): string =>
  `${JSON.stringify({ name: 'parley', lockfileVersion: 3, packages }, null, 2)}\n`;
const faults = (text: string) => lockFaults(parseLock(text)).map(({ what }) => what);

const whole = lockText({
  '': { dependencies: { a: '1.0.0' } },
  'libs/x': { dependencies: { b: '1.0.0' } },
  'node_modules/@parley/x': { resolved: 'libs/x', link: true },
  'node_modules/a': { version: '1.0.0', dependencies: { b: '^2.0.0' } },
  'node_modules/a/node_modules/b': { version: '2.0.0' },
  'node_modules/b': { version: '1.0.0' },
});

const torn = lockText({
  '': { dependencies: { tool: '1.0.0' } },
  'node_modules/tool': {
    version: '1.0.0',
    optionalDependencies: {
      '@tool/darwin-x64': '1.0.0',
      '@tool/linux-arm64-musl': '1.0.0',
      '@tool/linux-x64-gnu': '1.0.0',
    },
  },
  'node_modules/@tool/linux-x64-gnu': { version: '1.0.0', resolved: 'https://registry.example/x.tgz', optional: true },
});

describe('the lockfile', () => {
  it('is whole where everything asked for is found on the way up', () => {
    expect(faults(whole)).toEqual([]);
  });

  it('is not whole without what a package asks for', () => {
    expect(faults(lockText({ '': { devDependencies: { a: '1.0.0' } } }))).toEqual([
      'a@1.0.0 is missing; package.json asks for it.',
    ]);
  });

  it('is not whole without the packages of other platforms, and records no address', () => {
    expect(faults(torn)).toEqual([
      'node_modules/@tool/linux-x64-gnu records the address https://registry.example/x.tgz.',
      '@tool/darwin-x64@1.0.0 is missing; node_modules/tool asks for it.',
      '@tool/linux-arm64-musl@1.0.0 is missing; node_modules/tool asks for it.',
    ]);
  });
});

describe('the repair', () => {
  it('makes it whole', () => {
    expect(faults(repairedLock(torn))).toEqual([]);
  });

  it('adds stubs that name their platform, in the order of npm', () => {
    const { packages } = JSON.parse(repairedLock(torn));
    expect(Object.keys(packages)).toEqual([
      '',
      'node_modules/@tool/darwin-x64',
      'node_modules/@tool/linux-arm64-musl',
      'node_modules/@tool/linux-x64-gnu',
      'node_modules/tool',
    ]);
    expect(packages['node_modules/@tool/darwin-x64']).toEqual({
      version: '1.0.0',
      optional: true,
      os: ['darwin'],
      cpu: ['x64'],
    });
    expect(packages['node_modules/@tool/linux-arm64-musl']).toMatchObject({ cpu: ['arm64'], libc: ['musl'] });
  });

  it('leaves a whole one as it is, byte for byte', () => {
    expect(repairedLock(whole)).toBe(whole);
  });

  it('never invents what is required, and does not guess a platform', () => {
    expect(faults(repairedLock(lockText({ '': { dependencies: { a: '1.0.0' } } })))).toHaveLength(1);
    expect(() => repairedLock(lockText({ '': { optionalDependencies: { fast: '1.0.0' } } }))).toThrow('fast@1.0.0');
  });
});
