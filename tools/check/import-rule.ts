import type { Project } from './house-graph.ts';

/** A project's room is its one tag, `room:<name>`. */
export type Room = {
  /** The rooms it may import. */
  knows: readonly string[];
  /** The rooms that only its tests may import. */
  testsKnow?: readonly string[];
  /** The only packages its source may use; left out, any that nobody else owns. */
  packages?: readonly string[];
  /** Whether its source must also run where there is no Node. */
  browser?: true;
};

const foundation = ['contract', 'runtime'];

/** The import rule, as ARCHITECTURE.md tells it. */
export const rooms: Record<string, Room> = {
  contract: { knows: [], packages: ['zod', 'uuid'], browser: true },
  runtime: { knows: [] },
  sandbox: { knows: [] },
  store: { knows: foundation },
  coordination: { knows: foundation },
  whatsapp: { knows: foundation, testsKnow: ['sandbox'] },
  media: { knows: foundation },
  api: { knows: [...foundation, 'store', 'coordination', 'media'], testsKnow: ['sandbox'] },
  worker: { knows: [...foundation, 'store', 'coordination', 'whatsapp', 'media'], testsKnow: ['sandbox'] },
  dashboard: { knows: ['contract'], browser: true },
  bridge: { knows: ['contract'] },
};

/** Folders that may import anything and that nothing imports. */
export const outerFolders = ['e2e', 'bench', 'chaos', 'tools', 'docker'];

/** Packages that are the business of one room, its tests included. `*` stands for any rest of the name. */
export const owned: readonly { packages: readonly string[]; by: string }[] = [
  { packages: ['pg', 'pg-*', 'typeorm'], by: 'store' },
  { packages: ['ioredis', 'bullmq'], by: 'coordination' },
  { packages: ['@whiskeysockets/baileys'], by: 'whatsapp' },
  { packages: ['@nestjs/*', 'fastify', '@fastify/*'], by: 'api' },
  { packages: ['react', 'react-dom', '@vitejs/*', 'vite'], by: 'dashboard' },
];

/** The parts of an owned package that another room may have after all: the sandbox speaks what Baileys speaks, and its
 * tests are clients of it. */
export const lent: readonly { specifier: RegExp; to: string; only?: 'tests' }[] = [
  { specifier: /^@whiskeysockets\/baileys\/(?:WAProto|lib\/WABinary|lib\/Signal)(?:\/|$)/, to: 'sandbox' },
  { specifier: /^@whiskeysockets\/baileys(?:\/|$)/, to: 'sandbox', only: 'tests' },
];

/** The room of a project; null where its tags do not name exactly one that the rule knows. */
export const roomOf = ({ tags }: Project): string | null => {
  const named = tags.flatMap((tag) => (tag.startsWith('room:') ? [tag.slice('room:'.length)] : []));
  const [room] = named;
  return room !== undefined && named.length === 1 && room in rooms ? room : null;
};
