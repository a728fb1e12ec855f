/** A tenant as a request named it: nobody has looked yet whether there is one. */
export type NamedTenant = {
  name: string;
  /** What stands before every path of this tenant, made from our own public address alone. */
  base: string;
};

/**
 * Finds the tenant a request is for: by subdomain, or by `/t/{tenant}` on the bare host. Routes are declared
 * once, without a tenant, so the path is cut down to them before Fastify looks for one.
 */
export const createTenantAddress = (publicUrl: URL) => {
  const tenants = new WeakMap<Addressed, NamedTenant>();
  return {
    /** Fastify's `rewriteUrl`. */
    rewriteUrl: (request: Addressed): string => {
      const url = request.url ?? '/';
      const subdomain = subdomainOf(request.headers.host ?? '', publicUrl.hostname);
      if (subdomain !== null) {
        tenants.set(request, { name: subdomain, base: `${publicUrl.protocol}//${subdomain}.${publicUrl.host}` });
        return url;
      }
      const [, name, rest = ''] = /^\/t\/([^/?]+)(.*)$/s.exec(url) ?? [];
      if (name === undefined) return url;
      tenants.set(request, { name, base: `${publicUrl.origin}/t/${name}` });
      return rest.startsWith('/') ? rest : `/${rest}`;
    },
    tenantOf: (request: Addressed): NamedTenant | undefined => tenants.get(request),
  };
};

export type TenantAddress = ReturnType<typeof createTenantAddress>;

/** As much of a request as is looked at: what it was addressed to. */
type Addressed = { url?: string | undefined; headers: { host?: string | undefined } };

/** Only the Host header counts, and only against our own name; nothing that was forwarded is believed here. */
const subdomainOf = (hostHeader: string, bareHost: string): string | null => {
  const host = hostHeader.toLowerCase().replace(/:\d+$/, '');
  return host.endsWith(`.${bareHost}`) ? host.slice(0, -bareHost.length - 1) : null;
};
