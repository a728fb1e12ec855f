import { expect, it } from 'vitest';
import { type Manifest, pinFaults } from './dependencies.ts';

const manifest = (dependencies: Record<string, string>): Manifest => ({
  dependencies,
  devDependencies: {},
  optionalDependencies: {},
  peerDependencies: {},
});

it.each(['1.2.3', '7.0.0-rc14', '18.4.0-beta.17'])('takes %s for a pin', (version) => {
  expect(pinFaults({ 'package.json': manifest({ zod: version }) })).toEqual([]);
});

it.each(['^1.2.3', '~1.2.3', '1.2', '*', 'latest', '>=1.2.3', 'file:../x', 'github:a/b', '1.2.3 || 2.0.0'])(
  'does not take %s for a pin',
  (version) => {
    expect(pinFaults({ 'package.json': manifest({ zod: version }) })).toHaveLength(1);
  },
);

it('wants one version of a package in the whole tree', () => {
  const faults = pinFaults({
    'a/package.json': manifest({ zod: '4.0.0' }),
    'b/package.json': manifest({ zod: '4.1.0' }),
  });
  expect(faults).toMatchObject([{ where: 'b/package.json', what: expect.stringContaining('4.0.0 in a/package.json') }]);
});
