import { expect, it } from 'vitest';
import * as compose from './compose-rules.ts';
import * as door from './door-rules.ts';
import * as image from './image-rules.ts';
import { readTexts, type Texts } from './texts.ts';

/** A promise, the rule that holds it, and edits that break it: in which text, what, and what instead. */
type Promised = { promise: string; find: (texts: Texts) => string[]; breaks: [Name, string, string][] };
type Name = 'dockerfile' | 'dockerignore' | 'compose' | 'nginx' | 'readme';

const texts = readTexts();

const promises: Promised[] = [
  {
    promise: 'an image copies only what is in the tree, goes to the builder, or was built',
    find: image.copyFaults,
    breaks: [
      ['dockerfile', 'COPY nx.json tsconfig.base.json', 'COPY nx.json tsconfig.all.json'],
      ['dockerfile', 'COPY libs libs', 'COPY library libs'],
      ['dockerfile', '/parley/apps/dashboard/dist', '/parley/apps/dashboard/build'],
      ['dockerfile', '--from=worker-packages', '--from=packages'],
      ['dockerignore', '!nx.json', ''],
      ['dockerignore', '!docker/nginx.conf', ''],
    ],
  },
  {
    promise: 'no secret goes to the builder, and nothing that was made on this machine',
    find: image.leakFaults,
    breaks: [
      ['dockerignore', '*\n!apps', '!apps'],
      ['dockerignore', '**/.env*', ''],
      ['dockerignore', '**/dist', ''],
      ['dockerignore', '**/node_modules', ''],
    ],
  },
  {
    promise: 'npm installs with every manifest and the lockfile before it',
    find: image.manifestFaults,
    breaks: [
      ['dockerfile', 'COPY libs/store/package.json libs/store/\n', ''],
      ['dockerfile', 'apps/api/package.json apps/api/', 'apps/api/package.json apps/worker/'],
      ['dockerfile', 'package.json package-lock.json', 'package.json'],
    ],
  },
  {
    promise: 'a process has its built files, its libraries and its packages, and nothing that only builds or tests',
    find: image.programFaults,
    breaks: [
      ['dockerfile', 'apps/api/dist/main.js', 'apps/api/dist/server.js'],
      ['dockerfile', 'COPY --from=build /parley/libs/store/dist libs/store/dist\n', ''],
      ['dockerfile', 'COPY --from=build /parley/apps/worker/dist apps/worker/dist\n', ''],
      ['dockerfile', 'COPY --from=build /parley/libs/whatsapp/dist libs/whatsapp/dist\n', ''],
      ['dockerfile', 'COPY --from=build /parley/libs/sandbox/dist libs/sandbox/dist\n', ''],
      ['dockerfile', 'COPY libs/sandbox/page libs/sandbox/page\n', ''],
      ['dockerfile', ' --omit=dev --workspace=@parley/api', ' --workspace=@parley/api'],
      ['dockerfile', '--workspace=@parley/worker', '--workspace=@parley/api'],
      ['dockerfile', 'COPY --from=api-packages', 'COPY --from=build'],
    ],
  },
  {
    promise: 'an image runs without root, in production, tells its health and is stopped in order',
    find: image.careFaults,
    breaks: [
      ['dockerfile', 'USER node\n', ''],
      ['dockerfile', 'USER nginx', 'USER 0:0'],
      ['dockerfile', 'STOPSIGNAL SIGTERM\n', ''],
      ['dockerfile', 'NODE_ENV=production', 'NODE_ENV=development'],
      ['dockerfile', 'CMD ["wget"', 'NONE ["wget"'],
    ],
  },
  {
    promise: 'a process listens where its image says',
    find: image.listenFaults,
    breaks: [
      ['dockerfile', 'API_PORT=8080', 'API_PORT=8090'],
      ['dockerfile', 'EXPOSE 8081 9090', 'EXPOSE 8081'],
      ['dockerfile', 'WORKER_HOST=0.0.0.0', 'WORKER_HOST=127.0.0.1'],
      ['nginx', 'listen 8080', 'listen 80'],
    ],
  },
  {
    promise: 'images have the Node that package.json brings',
    find: image.nodeFaults,
    breaks: [['dockerfile', 'node:24.21.0', 'node:24.20.0']],
  },
  {
    promise: 'the compose file builds each image, and no other',
    find: compose.buildFaults,
    breaks: [
      ['compose', 'target: worker', 'target: workers'],
      ['dockerfile', 'AS dashboard', 'AS pages'],
      ['compose', 'context: ..,', 'context: .,'],
    ],
  },
  {
    promise: 'the compose file runs only programs that are built',
    find: compose.commandFaults,
    breaks: [['compose', 'dist/migrate.js', 'dist/migrations.js']],
  },
  {
    promise: 'every image that is not ours is pinned',
    find: compose.pinFaults,
    breaks: [
      ['compose', 'postgres:18.4-trixie', 'postgres:18-trixie'],
      ['compose', 'redis:8.10.2-trixie', 'redis:8.10-trixie'],
      ['dockerfile', 'node:24.21.0-trixie-slim', 'node:24-slim'],
      ['dockerfile', 'nginx-unprivileged:1.30.6-alpine', 'nginx-unprivileged:stable-alpine'],
    ],
  },
  {
    promise: 'every service tells its health or ends, and a process starts after the migrations',
    find: compose.waitFaults,
    breaks: [
      ['compose', 'healthcheck: { disable: true }', 'healthcheck: { test: [CMD, "true"] }'],
      ['compose', 'redis: { condition: service_healthy }', 'redis: { condition: service_started }'],
      ['compose', 'migrate: { condition: service_completed_successfully }', 'postgres: { condition: service_healthy }'],
      ['dockerfile', 'HEALTHCHECK', 'LABEL'],
    ],
  },
  {
    promise: 'a service is given settings that its process knows, and can be given all of them',
    find: compose.settingFaults,
    breaks: [
      ['compose', 'LOG_LEVEL:', 'LOG_LEVELS:'],
      ['compose', '  DATABASE_POOL:\n', ''],
      ['compose', '      OPERATOR_EMAILS:\n', ''],
      ['compose', '  LEASE_TTL_MS:\n', ''],
      ['compose', '      SHARDS:\n', ''],
      ['compose', 'SANDBOX_HOST: sandbox', 'SANDBOX_NAME: sandbox'],
      ['dockerfile', 'WORKER_PORT=8081', 'PORT=8081'],
    ],
  },
  {
    promise: 'the .env of README.md is enough for every process to boot',
    find: compose.bootFaults,
    breaks: [
      ['readme', 'echo "MASTER_KEY', 'echo "KEY'],
      ['readme', 'POSTGRES_PASSWORD=$', 'PASSWORD=$'],
      ['readme', 'echo "MAIL_URL', 'echo "MAIL'],
      ['readme', 'MAIL_URL=smtp:', 'MAIL_URL=file:'],
      ['compose', 'redis://redis:6379', 'http://redis:6379'],
      ['compose', 'WORKER_NETWORK: live', 'WORKER_NETWORK: alive'],
      ['compose', 'SANDBOX_URL: http://127.0.0.1:8090', 'SANDBOX_URL: http://sandbox:8090'],
    ],
  },
  {
    promise: 'what is published is listened on, and what holds data keeps it to itself',
    find: compose.reachFaults,
    breaks: [
      ['compose', '127.0.0.1:8080:8080', '127.0.0.1:8080:80'],
      ['compose', '127.0.0.1:8080:8080', '8080:8080'],
      ['compose', 'internal: true', 'internal: false'],
      ['compose', 'volumes: [redis:/data]', 'volumes: []'],
    ],
  },
  {
    promise: 'the sandbox is found by its worker and by the api, and reached by nobody outside',
    find: compose.sandboxFaults,
    breaks: [
      ['compose', 'network_mode: service:sandbox', 'networks: [data]'],
      ['compose', 'SANDBOX_HOST: sandbox', 'SANDBOX_HOST: elsewhere'],
      ['compose', 'volumes: [sandbox:/data]\n    networks: [data]', 'volumes: [sandbox:/data]'],
      ['compose', 'volumes: [sandbox:/data]', "volumes: [sandbox:/data]\n    ports: ['127.0.0.1:8090:8090']"],
      ['compose', '      SANDBOX_URL:\n', ''],
      ['dockerfile', 'SANDBOX_PORT=8090', 'SANDBOX_PORT=8091'],
      ['readme', 'SANDBOX_URL=http://sandbox:8090', 'SANDBOX_URL=http://localhost:8090'],
    ],
  },
  {
    promise: 'the dashboard finds the api',
    find: compose.apiAddressFaults,
    breaks: [
      ['dockerfile', 'API_ADDRESS=api:8080', 'API_ADDRESS=api:8081'],
      ['compose', 'networks: [default, data]', 'networks: [data]'],
    ],
  },
  {
    promise: 'what the api answers reaches it by every address of a tenant, and pages do not',
    find: door.wayFaults,
    breaks: [
      ['nginx', '(api|docs|mcp)', '(api|docs)'],
      ['nginx', '^(/t/[^/]+)?/', '^/'],
      ['nginx', '(/|$)', ''],
      ['nginx', '(healthz|readyz)', '(healthz)'],
    ],
  },
  {
    promise: 'every page is found by its address, and nothing else is',
    find: door.pageFaults,
    breaks: [
      ['nginx', '|verify-address', ''],
      ['nginx', ' $page =404', ' =404'],
      ['nginx', '|new-password)$', '|new-password)'],
      ['nginx', 'new-password)$ /index.html', 'new-password)$ /page.html'],
      ['nginx', '~^/(signup', '~/(gone.js|signup'],
    ],
  },
  {
    promise: 'the host and the address of the client reach the api as they came',
    find: door.hostFaults,
    breaks: [
      ['nginx', 'Host $http_host', 'Host $proxy_host'],
      ['nginx', 'X-Forwarded-For $proxy_add_x_forwarded_for', 'X-Forwarded-For $http_x_forwarded_for'],
      ['nginx', 'proxy_pass http://api;', 'proxy_pass http://api; proxy_set_header X-Forwarded-Proto https;'],
    ],
  },
  {
    promise: 'with the api away nginx says what the api would',
    find: door.awayFaults,
    breaks: [
      ['nginx', '"retryable":true', '"retryable":false'],
      ['nginx', '=503 ', ''],
    ],
  },
  {
    promise: 'whatever the template of nginx leaves open is filled in',
    find: door.templateFaults,
    breaks: [
      ['nginx', '${API_ADDRESS}', '${API_HOST}'],
      ['dockerfile', ' NGINX_ENTRYPOINT_LOCAL_RESOLVERS=1', ''],
    ],
  },
];

it.each(promises)('$promise', ({ find, breaks }) => {
  expect(find(texts)).toEqual([]);
  for (const [name, what, instead] of breaks) {
    expect(texts[name], `${name} has something to break`).toContain(what);
    const broken = { ...texts, [name]: texts[name].replace(what, () => instead) };
    expect(find(broken), `"${instead}" for "${what}" in ${name}`).not.toEqual([]);
  }
});
