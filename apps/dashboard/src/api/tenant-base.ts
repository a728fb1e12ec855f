/** Where this page's tenant is found: its own subdomain, or `/t/{tenant}` on the bare host. */
export type TenantBase = {
  /** Null where the path names no tenant; then the host does, or nothing does. */
  name: string | null;
  /** What stands before the path of every page of the tenant. */
  path: string;
  url: string;
};

export const tenantBase = ({ origin, pathname }: { origin: string; pathname: string }): TenantBase => {
  const name = /^\/t\/([^/]+)/.exec(pathname)?.[1] ?? null;
  const path = name === null ? '' : `/t/${name}`;
  return { name, path, url: `${origin}${path}` };
};
