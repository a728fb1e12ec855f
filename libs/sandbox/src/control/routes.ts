import type { Route } from './route.ts';

export type Found =
  | { kind: 'route'; route: Route; params: Record<string, string> }
  /** The path is known, by other methods. */
  | { kind: 'other-method'; allowed: string[] }
  | { kind: 'nothing' };

/** Finds what a method and a path ask for. */
export type Routes = { find: (method: string, path: string) => Found };

type Leaf = { route: Route; names: string[] };
/** What may follow: parts by their name, or any part at all. */
type Branch = { named: Map<string, Branch>; any: Branch | null; leaves: Map<string, Leaf> };

const newBranch = (): Branch => ({ named: new Map(), any: null, leaves: new Map() });

/** Where both fit, a name wins over what stands for any part. `find` throws `URIError` for a part that is not encoded as
 * parts of paths are. */
export const createRoutes = (all: readonly Route[]): Routes => {
  const root = newBranch();
  for (const route of all) add(root, route);
  return {
    find: (method, path) => {
      const { leaves, values } = walk(root, path);
      const leaf = leaves?.get(method === 'HEAD' ? 'GET' : method);
      if (leaves === undefined || leaves.size === 0) return { kind: 'nothing' };
      if (leaf === undefined) return { kind: 'other-method', allowed: allowedOf([...leaves.keys()]) };
      const params = Object.fromEntries(leaf.names.map((name, index) => [name, values[index] ?? '']));
      return { kind: 'route', route: leaf.route, params };
    },
  };
};

const allowedOf = (methods: string[]): string[] => (methods.includes('GET') ? ['HEAD', ...methods] : methods);

const walk = (root: Branch, path: string): { leaves: Branch['leaves'] | undefined; values: string[] } => {
  const values: string[] = [];
  let branch: Branch | null = root;
  for (const part of path.split('/').slice(1).map(decodeURIComponent)) {
    const named: Branch | undefined = branch?.named.get(part);
    if (named === undefined) values.push(part);
    branch = named ?? branch?.any ?? null;
  }
  return { leaves: branch?.leaves, values };
};

const add = (root: Branch, route: Route): void => {
  const names: string[] = [];
  let branch = root;
  for (const part of route.path.split('/').slice(1))
    if (part.startsWith(':')) {
      names.push(part.slice(1));
      branch.any ??= newBranch();
      branch = branch.any;
    } else {
      const next = branch.named.get(part) ?? newBranch();
      branch.named.set(part, next);
      branch = next;
    }
  if (branch.leaves.has(route.method)) throw new Error(`there are two of ${route.method} ${route.path}`);
  branch.leaves.set(route.method, { route, names });
};
