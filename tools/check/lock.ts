import { z } from 'zod';

/** What matters to us in package-lock.json. A `node_modules` path leads to what was resolved there. */
export type Lock = z.infer<typeof lock>;

export type Missing = { by: string; name: string; version: string; optional: boolean };

/** Every other key, and the order of them, stays as npm wrote it. */
export const parseLock = (text: string): Lock => asWritten.parse(JSON.parse(text));

/**
 * What packages ask for and the lockfile does not hold. A registry that lacks packages for other platforms makes npm
 * leave them out, and then `npm ci` refuses the lockfile wherever the registry has them.
 */
export const findMissing = ({ packages }: Lock): Missing[] =>
  Object.entries(packages).flatMap(([path, { dependencies, devDependencies, optionalDependencies = {} }]) =>
    Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
      .filter(([name]) => !isHeld(packages, path, name))
      .map(([name, version]) => ({
        by: path || 'package.json',
        name,
        version,
        optional: name in optionalDependencies,
      })),
  );

/** Node's own way up: the nearest `node_modules` that holds the name. */
const isHeld = (packages: Lock['packages'], path: string, name: string): boolean => {
  for (let folder: string | null = path; folder !== null; folder = parentOf(folder)) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true;
  }
  return false;
};

const parentOf = (folder: string): string | null => {
  if (folder === '') return null;
  const at = folder.lastIndexOf('/node_modules/');
  return at < 0 ? '' : folder.slice(0, at);
};

const versions = z.record(z.string(), z.string()).optional();
const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      resolved: z.string().optional(),
      dependencies: versions,
      devDependencies: versions,
      optionalDependencies: versions,
    }),
  ),
});
const asWritten = z.custom<Lock>((value) => lock.safeParse(value).success, 'this is no package-lock.json');
