import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import type { Fault } from './gate.ts';
import type { HouseGraph, Import, Project } from './house-graph.ts';
import { lent, outerFolders, owned, type Room, roomOf, rooms } from './import-rule.ts';
import { isTest } from './tree.ts';

/** Every import that goes through a wall. */
export const importFaults = (graph: HouseGraph): Fault[] =>
  graph.imports.flatMap((found) => {
    const home = graph.projects.find(({ root }) => found.file.startsWith(`${root}/`));
    const why = home ? insideFault(found, home, graph) : outsideFault(found, graph);
    return why ? [{ where: `${found.file}:${found.line}`, ...why }] : [];
  });

type Why = Pick<Fault, 'what' | 'mend'> | null;

const insideFault = (found: Import, home: Project, graph: HouseGraph): Why => {
  const { specifier, file } = found;
  const room = roomOf(home) ?? '';
  const rule = rooms[room] ?? { knows: [] };
  if (isRelative(specifier)) return relativeFault(found, home);
  if (isBuiltin(specifier)) return rule.browser && isSourceOf(home, file) ? browserFault(specifier) : null;

  const name = packageOf(specifier);
  const target = graph.projects.find((project) => project.name === name);
  if (target) {
    return (
      knowsFault({ rule, room, home, target, file }) ??
      exportFault(specifier, target) ??
      declaredFault(found, home, graph)
    );
  }
  return ownerFault(found, home) ?? onlyFault(found, home, rule) ?? declaredFault(found, home, graph);
};

/** Tools and the like may import anything, but a library only by its name: its exports are its door. */
const outsideFault = ({ specifier, file }: Import, graph: HouseGraph): Why => {
  if (isRelative(specifier)) {
    const path = posix.join(posix.dirname(file), specifier);
    return path.startsWith('libs/') ? { what: `imports ${path} by its path.`, mend: 'Name the package.' } : null;
  }
  const name = packageOf(specifier);
  const target = graph.projects.find((project) => project.name === name);
  if (target) return exportFault(specifier, target);
  return isBuiltin(specifier) || graph.rootPackages.has(name) ? null : undeclared(name, 'package.json');
};

const relativeFault = ({ file, specifier }: Import, home: Project): Why => {
  const path = posix.join(posix.dirname(file), specifier);
  if (path.startsWith(`${home.root}/`)) return null;
  const isOuter = outerFolders.some((folder) => path.startsWith(`${folder}/`));
  return {
    what: `imports ${path}, outside its project.`,
    mend: isOuter ? 'Nothing imports that folder.' : 'Import the package by its name, through its exports.',
  };
};

type Meeting = { rule: Room; room: string; home: Project; target: Project; file: string };

const knowsFault = ({ rule, room, home, target, file }: Meeting): Why => {
  // A test may come in by its own project's door.
  if (target === home && !isSourceOf(home, file)) return null;
  const known = isSourceOf(home, file) ? rule.knows : [...rule.knows, ...(rule.testsKnow ?? [])];
  if (known.includes(roomOf(target) ?? '')) return null;
  return {
    what: `${room} must not know ${target.name}.`,
    mend: `It may know: ${rule.knows.join(', ') || 'nothing of ours'}.`,
  };
};

const exportFault = (specifier: string, target: Project): Why => {
  const subpath = `.${specifier.slice(target.name.length)}`;
  return target.exports.includes(subpath)
    ? null
    : { what: `${specifier} is not exported by ${target.name}.`, mend: 'Import what its exports name.' };
};

const ownerFault = ({ specifier, file }: Import, home: Project): Why => {
  const room = roomOf(home) ?? '';
  const name = packageOf(specifier);
  const owner = owned.find(({ packages }) => packages.some((pattern) => fits(name, pattern)));
  if (!owner || owner.by === room) return null;
  const isLent = lent.some(
    (part) => part.to === room && part.specifier.test(specifier) && (part.only !== 'tests' || !isSourceOf(home, file)),
  );
  if (isLent) return null;
  return { what: `${name} is the business of ${owner.by} alone.`, mend: `Ask ${owner.by} for what you need.` };
};

const onlyFault = ({ specifier, file }: Import, home: Project, { packages }: Room): Why =>
  packages && isSourceOf(home, file) && !packages.includes(packageOf(specifier))
    ? { what: `uses ${packageOf(specifier)}.`, mend: `Here only ${packages.join(' and ')} may be used.` }
    : null;

const declaredFault = ({ specifier, file }: Import, home: Project, { rootPackages }: HouseGraph): Why => {
  const name = packageOf(specifier);
  if (home.packages.has(name) || name === home.name) return null;
  if (!isSourceOf(home, file) && (home.devPackages.has(name) || rootPackages.has(name))) return null;
  return undeclared(name, `${home.root}/package.json`);
};

const browserFault = (specifier: string): Why => ({
  what: `uses ${specifier}, but must also run in a browser.`,
  mend: 'Use what browsers have too.',
});

const undeclared = (name: string, manifest: string): Why => ({
  what: `${name} is not a dependency in ${manifest}.`,
  mend: 'Declare it there, pinned.',
});

const isRelative = (specifier: string): boolean => specifier.startsWith('.');
const isSourceOf = ({ root }: Project, file: string): boolean => file.startsWith(`${root}/src/`) && !isTest(file);
const packageOf = (specifier: string): string => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
const fits = (name: string, pattern: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
