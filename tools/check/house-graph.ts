/** The tree as the walls see it: Nx's projects and edges, completed by every import a file makes. */
export type HouseGraph = {
  projects: readonly Project[];
  /** Between names of projects. */
  edges: readonly { from: string; to: string }[];
  imports: readonly Import[];
  /** What package.json at the root declares; tests and settings of tools may use it. */
  rootPackages: ReadonlySet<string>;
};

export type Project = {
  name: string;
  /** Its folder: `libs/store`. */
  root: string;
  tags: readonly string[];
  /** What its package.json declares for its source, and for its tests and tools. */
  packages: ReadonlySet<string>;
  devPackages: ReadonlySet<string>;
  /** The subpaths others may import: `.`, `./test-database`. */
  exports: readonly string[];
  /** The folders that its tsconfig.json refers to. */
  references: readonly string[];
};

export type Import = { file: string; line: number; specifier: string };
