import { operations, pages, toProblem } from '@parley/contract';
import { envOf, readDockerfile } from './read-dockerfile.ts';
import { type Directive, named, readNginx } from './read-nginx.ts';
import type { Texts } from './texts.ts';

// Each rule finds the sentences that say what is wrong with the way in.

/** What the api answers goes to the api, and what is a page does not: on a host of its own, and below /t/{tenant}. */
export const wayFaults = ({ nginx }: Texts): string[] => {
  const goesToApi = (path: string) => wayOf(serverOf(nginx), path).some(({ words }) => words[1] === 'http://api');
  const bases = ['', '/t/acme'];
  const below = (paths: readonly string[]) => bases.flatMap((base) => paths.map((path) => `${base}${path}`));
  return [
    ...[...below(ofTheApi), ...probes]
      .filter((path) => !goesToApi(path))
      .map((path) => `${path} does not reach the api`),
    ...below(ofTheDashboard)
      .filter(goesToApi)
      .map((path) => `${path} is a page, but goes to the api`),
  ];
};

/** Every page is an address of its own, which somebody may open or come back to. What is no page is not found. */
export const pageFaults = ({ nginx }: Texts): string[] => {
  const ways = named(readNginx(nginx), 'map').find(({ words }) => words[2] === '$page')?.block ?? [];
  const { block } = named(serverOf(nginx).block, 'location').find(({ words }) => words[1] === '/') ?? { block: [] };
  const isTried = named(block, 'try_files').some(({ words }) => words.includes('$page'));
  const isPage = (path: string) =>
    isTried &&
    ways.some(
      ({ words: [pattern = '', file] }) =>
        pattern.startsWith('~') && new RegExp(pattern.slice(1)).test(path) && file === '/index.html',
    );
  return [
    ...Object.values(pages)
      .filter((path) => path !== pages.home && !isPage(path))
      .map((path) => `${path} is a page, but is not found`),
    ...['/nothing', '/assets/gone.js', '/tokens/more'].filter(isPage).map((path) => `${path} is no page, but is found`),
  ];
};

/** A tenant is named by the host, a client by its address, and what is said in a location would hide what is said above it. */
export const hostFaults = ({ nginx }: Texts): string[] => {
  const { block } = serverOf(nginx);
  const headers = named(block, 'proxy_set_header').map(({ words }) => words.slice(1).join(' '));
  const hiding = named(block, 'location').filter((location) => named(location.block, 'proxy_set_header').length > 0);
  return [
    ...(headers.includes('Host $http_host') ? [] : ['the host does not reach the api as it came']),
    ...(headers.includes('X-Forwarded-For $proxy_add_x_forwarded_for') ? [] : ["the client's address is lost"]),
    ...hiding.map(({ words }) => `${words.join(' ')} hides the headers`),
  ];
};

/** With the api away its clients read what it would say itself. */
export const awayFaults = ({ nginx }: Texts): string[] => {
  const { block } = serverOf(nginx);
  const page = named(block, 'error_page').find(({ words }) => words.includes('502') && words.includes('=503'));
  const away = named(block, 'location').find(({ words }) => words[1] === page?.words.at(-1));
  const [answer] = named(away?.block ?? [], 'return');
  const wanted = JSON.stringify(toProblem({ code: 'unavailable' }, '$request_id'));
  return answer?.words[1] === '503' && answer.words[2] === wanted ? [] : [`nginx should say 503 ${wanted}`];
};

/** What the template leaves open, the image fills in. */
export const templateFaults = ({ nginx, dockerfile }: Texts): string[] => {
  const env = readDockerfile(dockerfile).flatMap(({ name, ...stage }) =>
    name === 'dashboard' ? Object.keys(envOf({ name, ...stage })) : [],
  );
  const filled = env.includes('NGINX_ENTRYPOINT_LOCAL_RESOLVERS') ? [...env, 'NGINX_LOCAL_RESOLVERS'] : env;
  return [...nginx.matchAll(/\$\{(\w+)\}/g)].flatMap(([, name = '']) =>
    filled.includes(name) ? [] : `nobody fills in ${name}`,
  );
};

const ofTheApi = [
  ...operations.map(({ http }) => http.path),
  ...['/api/openapi.json', '/docs', '/docs/api', '/docs/errors', '/docs/api/swagger-ui.css', '/mcp', '/mcp/acme'],
];
const probes = ['/healthz', '/readyz'];
const ofTheDashboard = [
  ...['', '/index.html', '/assets/index.js', '/apiary', '/docsy', '/healthzy'],
  ...Object.values(pages),
];

const serverOf = (nginx: string): Directive => {
  const [server, ...more] = named(readNginx(nginx), 'server');
  if (!server || more.length > 0) throw new Error('There is to be one server.');
  return server;
};

/** How nginx chooses: the first pattern that fits, else the longest beginning; here that is `/`. */
const wayOf = ({ block }: Directive, path: string): Directive[] => {
  const locations = named(block, 'location');
  const fitting = locations.find(({ words }) => words[1] === '~' && new RegExp(words[2] ?? '').test(path));
  const page = locations.find(({ words }) => words[1] === '/');
  return named((fitting ?? page)?.block ?? [], 'proxy_pass');
};
