/**
 * Finds the tenant a request is for: by subdomain, or by `/t/{tenant}` on the bare host. Routes are declared
 * once, without a tenant, so the path is cut down to them before Fastify looks for one.
 */
export const createTenantAddress = (publicUrl: URL) => {
  const bareHost = publicUrl.hostname;
  const names = new WeakMap<Addressed, string>();
  return {
    /** Fastify's `rewriteUrl`. */
    rewriteUrl: (request: Addressed): string => {
      const url = request.url ?? '/';
      const subdomain = subdomainOf(request.headers.host ?? '', bareHost);
      const named = subdomain === null ? /^\/t\/([^/?]+)(.*)$/s.exec(url) : null;
      const name = subdomain ?? named?.[1];
      if (name !== undefined) names.set(request, name);
      if (!named) return url;
      const rest = named[2] ?? '';
      return rest.startsWith('/') ? rest : `/${rest}`;
    },
    nameOf: (request: Addressed): string | undefined => names.get(request),
  };
};

/** As much of a request as is looked at: what it was addressed to. */
type Addressed = { url?: string | undefined; headers: { host?: string | undefined } };

export type TenantAddress = ReturnType<typeof createTenantAddress>;

/** Only the Host header counts, and only against our own name; nothing that was forwarded is believed here. */
const subdomainOf = (hostHeader: string, bareHost: string): string | null => {
  const host = hostHeader.toLowerCase().replace(/:\d+$/, '');
  return host.endsWith(`.${bareHost}`) ? host.slice(0, -bareHost.length - 1) : null;
};
