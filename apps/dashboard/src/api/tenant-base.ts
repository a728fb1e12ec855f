/** The address under which this page's tenant is found: its own subdomain, or `/t/{tenant}` on the bare host. */
export type TenantBase = { name: string | null; url: string };

export const tenantBase = ({ origin, pathname }: { origin: string; pathname: string }): TenantBase => {
  const name = /^\/t\/([^/]+)/.exec(pathname)?.[1] ?? null;
  return { name, url: name === null ? origin : `${origin}/t/${name}` };
};
