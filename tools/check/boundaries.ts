import type { Fault, Gate } from './gate.ts';
import type { HouseGraph, Project } from './house-graph.ts';
import { importFaults } from './import-faults.ts';
import { roomOf, rooms } from './import-rule.ts';
import { readHouse } from './read-house.ts';

export const boundaries: Gate = {
  name: 'boundaries',
  find: async () => boundaryFaults(await readHouse()),
};

/** Whatever in the tree breaks the import rule. */
export const boundaryFaults = (graph: HouseGraph): Fault[] => [
  ...graph.projects.flatMap(roomFaults),
  ...graph.projects.flatMap((project) => edgeFaults(project, graph)),
  ...graph.projects.flatMap((project) => referenceFaults(project, graph)),
  ...importFaults(graph),
];

const roomFaults = (project: Project): Fault[] =>
  roomOf(project) === null
    ? [
        {
          where: `${project.root}/package.json`,
          what: `${project.name} needs exactly one tag room:<name>, of ${Object.keys(rooms).join(', ')}.`,
          mend: 'Set nx.tags; a new room belongs in tools/check/import-rule.ts and ARCHITECTURE.md first.',
        },
      ]
    : [];

/** What Nx sees in manifests and sources: a dependency that is declared but not imported is caught here. */
const edgeFaults = (project: Project, { projects, edges }: HouseGraph): Fault[] => {
  const { knows, testsKnow = [] } = rooms[roomOf(project) ?? ''] ?? { knows: [] };
  return edges
    .filter(({ from }) => from === project.name)
    .flatMap(({ to }) => projects.find(({ name }) => name === to) ?? [])
    .filter((target) => target !== project && ![...knows, ...testsKnow].includes(roomOf(target) ?? ''))
    .map((target) => ({
      where: `${project.root}/package.json`,
      what: `${project.name} depends on ${target.name}, which it must not know.`,
      mend: `It may know: ${knows.join(', ') || 'nothing of ours'}.`,
    }));
};

/** `tsc -b` builds in the order of the references, so they say the same as the dependencies. */
const referenceFaults = (project: Project, { projects }: HouseGraph): Fault[] => {
  const needed = projects.filter(({ name }) => project.packages.has(name)).map(({ root }) => root);
  const wrong = [
    ...needed.filter((root) => !project.references.includes(root)),
    ...project.references.filter((root) => !needed.includes(root)),
  ];
  return wrong.map((root) => ({
    where: `${project.root}/tsconfig.json`,
    what: `${root} is ${needed.includes(root) ? 'a dependency but no reference' : 'a reference but no dependency'}.`,
    mend: 'Let references in tsconfig.json and dependencies in package.json name the same projects.',
  }));
};
