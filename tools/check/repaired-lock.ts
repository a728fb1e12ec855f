import { findMissing, parseLock } from './lock.ts';

/**
 * The lockfile with a stub for every optional package that the registry at hand did not have, and without download
 * addresses. npm skips a stub whose platform is not its own, and fetches it by name and version where it is.
 */
export const repairedLock = (text: string): string => {
  const lock = parseLock(text);
  const stubs = findMissing(lock)
    .filter(({ optional }) => optional)
    .map(({ name, version }): [string, object] => [`node_modules/${name}`, toStub(name, version)]);
  for (const entry of Object.values(lock.packages)) if (entry.resolved?.includes('://')) delete entry.resolved;
  // Sorted as npm sorts them, so that its next change shows only what it changed.
  const packages = [...Object.entries<object>(lock.packages), ...stubs].toSorted(([a], [b]) =>
    a.localeCompare(b, 'en'),
  );
  return `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`;
};

/** Packages for one platform carry it in their name: `@oxfmt/binding-linux-arm64-musl`. */
const toStub = (name: string, version: string) => {
  const words = name.split(/[-/]/);
  const os = operatingSystems.find((word) => words.includes(word));
  const cpu = processors.find((word) => words.includes(word));
  if (!os || !cpu || !/^\d/.test(version)) {
    throw new Error(
      `The platform or version of ${name}@${version} is not in its name; add it to the lockfile by hand.`,
    );
  }
  const libc = os === 'linux' && Object.entries(libcs).find(([word]) => words.includes(word))?.[1];
  return { version, cpu: [cpu], ...(libc && { libc: [libc] }), optional: true, os: [os] };
};

const operatingSystems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];
const libcs = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };
