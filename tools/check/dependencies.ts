import { z } from 'zod';
import type { Fault, Gate } from './gate.ts';
import { listFiles, read } from './tree.ts';

export const dependencies: Gate = {
  name: 'dependencies',
  find: async () => {
    const manifests = (await listFiles()).filter((file) => /(?:^|\/)package\.json$/.test(file));
    return pinFaults(Object.fromEntries(manifests.map((file) => [file, manifest.parse(JSON.parse(read(file)))])));
  },
};

export type Manifest = z.infer<typeof manifest>;

/** Every dependency is one exact version, and the same one wherever it is named. */
export const pinFaults = (manifests: Record<string, Manifest>): Fault[] => {
  const first = new Map<string, { version: string; where: string }>();
  return Object.entries(manifests).flatMap(([where, sections]) =>
    Object.values(sections)
      .flatMap((section) => Object.entries(section))
      .flatMap(([name, version]) => {
        const known = first.get(name) ?? { version, where };
        first.set(name, known);
        if (!/^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.test(version)) {
          return { where, what: `${name} is "${version}".`, mend: 'Pin it to one exact version.' };
        }
        if (known.version === version) return [];
        return {
          where,
          what: `${name} is ${version} here and ${known.version} in ${known.where}.`,
          mend: 'Use one version of it in the whole tree.',
        };
      }),
  );
};

const versions = z.record(z.string(), z.string()).default({});
const manifest = z.object({
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
  peerDependencies: versions,
});
