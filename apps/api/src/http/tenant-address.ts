/** A tenant as a request named it: nobody has looked yet whether there is one. */
export type NamedTenant = {
  name: string;
  /** The origin of its pages, and what stands before every path of it there; made from our own public address alone. */
  origin: string;
  path: string;
};

/** What stands before every path of this tenant. */
export const baseOf = ({ origin, path }: NamedTenant): string => `${origin}${path}`;

/** Where a tenant is found on the bare host, which needs no name of its own in anybody's name server. */
export const onBareHost = ({ origin }: URL, name: string): NamedTenant => ({ name, origin, path: `/t/${name}` });

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
        const origin = `${publicUrl.protocol}//${subdomain}.${publicUrl.host}`;
        tenants.set(request, { name: subdomain, origin, path: '' });
        return url;
      }
      const [, name, rest = ''] = /^\/t\/([^/?]+)(.*)$/s.exec(url) ?? [];
      if (name === undefined) return url;
      tenants.set(request, onBareHost(publicUrl, name));
      return rest.startsWith('/') ? rest : `/${rest}`;
    },
    tenantOf: (request: Addressed): NamedTenant | undefined => tenants.get(request),
    bareOrigin: publicUrl.origin,
  };
};

export type TenantAddress = ReturnType<typeof createTenantAddress>;

/** As much of a request as is looked at: what it was addressed to. */
export type Addressed = {
  url?: string | undefined;
  headers: { host?: string | undefined };
  /** Names and values by turns, as they came: of two Host headers, `headers` shows the first alone. */
  rawHeaders: readonly string[];
};

/**
 * Whether two who read this request could take it to be for two hosts: a Host missing, doubled or misspelt, or a
 * target with a host of its own. A program from before Host may leave it out, and is taken to mean the bare host.
 */
export const isMisaddressed = (request: Addressed, httpVersion: string): boolean => {
  if (!request.url?.startsWith('/')) return true;
  const { host } = request.headers;
  if (host === undefined) return httpVersion !== '1.0';
  return !hostPattern.test(host) || countHosts(request.rawHeaders) > 1;
};

/** A name or an address with perhaps a port, and no dot at its end: one host has one spelling, but for its case. */
const hostPattern = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

const countHosts = (rawHeaders: readonly string[]): number => {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count;
};

/** Only the Host header counts, and only against our own name; nothing that was forwarded is believed here. */
const subdomainOf = (hostHeader: string, bareHost: string): string | null => {
  const host = hostHeader.toLowerCase().replace(/:\d+$/, '');
  return host.endsWith(`.${bareHost}`) ? host.slice(0, -bareHost.length - 1) : null;
};
