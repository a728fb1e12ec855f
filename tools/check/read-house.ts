import { posix } from 'node:path';
import { z } from 'zod';
import type { HouseGraph, Project } from './house-graph.ts';
import { readImports } from './read-imports.ts';
import { runTool } from './run-tool.ts';
import { isScript, listFiles, read } from './tree.ts';

export const readHouse = async (): Promise<HouseGraph> => {
  const { ok, stdout, stderr } = await runTool('nx', ['graph', '--print']);
  if (!ok) throw new Error(`Nx cannot tell its graph: ${stderr || stdout}`);
  const { graph } = nxGraph.parse(JSON.parse(stdout));
  const scripts = (await listFiles()).filter(isScript);
  const root = manifest.parse(JSON.parse(read('package.json')));
  return {
    projects: Object.values(graph.nodes).map(({ name, data }) => toProject(name, data)),
    edges: Object.values(graph.dependencies).flatMap((edges) =>
      edges.map(({ source, target }) => ({ from: source, to: target })),
    ),
    imports: scripts.flatMap((file) => readImports(file, read(file))),
    rootPackages: new Set([...Object.keys(root.dependencies), ...Object.keys(root.devDependencies)]),
  };
};

const toProject = (name: string, { root, tags }: { root: string; tags: string[] }): Project => {
  const { dependencies, devDependencies, exports } = manifest.parse(JSON.parse(read(`${root}/package.json`)));
  const { references } = tsconfig.parse(JSON.parse(read(`${root}/tsconfig.json`)));
  return {
    name,
    root,
    tags,
    packages: new Set(Object.keys(dependencies)),
    devPackages: new Set(Object.keys(devDependencies)),
    exports: Object.keys(exports),
    references: references.map(({ path }) => posix.join(root, path)),
  };
};

const nxGraph = z.object({
  graph: z.object({
    nodes: z.record(
      z.string(),
      z.object({ name: z.string(), data: z.object({ root: z.string(), tags: z.array(z.string()).default([]) }) }),
    ),
    dependencies: z.record(z.string(), z.array(z.object({ source: z.string(), target: z.string() }))),
  }),
});

const versions = z.record(z.string(), z.string()).default({});
const manifest = z.object({
  dependencies: versions,
  devDependencies: versions,
  exports: z.record(z.string(), z.unknown()).default({}),
});
const tsconfig = z.object({ references: z.array(z.object({ path: z.string() })).default([]) });
