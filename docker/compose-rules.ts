import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { envSchema as apiSchema, readSettings as readApi, readStoreSettings } from '../apps/api/src/env.ts';
import { envSchema as workerSchema, readSettings as readWorker } from '../apps/worker/src/env.ts';
import { envSchema as sandboxSchema, readSettings as readSandbox } from '@parley/sandbox';
import { scriptOf, sourceOf, targetsOf } from './image-rules.ts';
import { type Compose, readCompose, type Service } from './read-compose.ts';
import { envOf, lastStep, portsOf, readDockerfile, type Stage } from './read-dockerfile.ts';
import type { Texts } from './texts.ts';

// Each rule finds the sentences that say what is wrong.

export const buildFaults = (texts: Texts): string[] => {
  const targets = targetsOf(readDockerfile(texts.dockerfile)).map(({ name }) => name);
  const builds = servicesOf(texts).flatMap(({ build }) => build ?? []);
  const strange = builds.filter(({ context, dockerfile }) => context !== '..' || dockerfile !== 'docker/Dockerfile');
  return [
    ...strange.map(({ target }) => `${target} is built from somewhere else`),
    ...targets.filter((name) => !builds.some(({ target }) => target === name)).map((name) => `nobody runs ${name}`),
    ...builds.filter(({ target }) => !targets.includes(target)).map(({ target }) => `there is no target ${target}`),
  ];
};

export const commandFaults = (texts: Texts): string[] =>
  servicesOf(texts).flatMap(({ name, build, command }) =>
    build && command.length > 0 && !texts.files.includes(sourceOf(scriptOf(command)))
      ? `${name} runs ${scriptOf(command)}, which nothing builds`
      : [],
  );

/** A tag names a version to its last number: of Postgres that is the second. What we build has no version yet. */
export const pinFaults = (texts: Texts): string[] => {
  const images = [
    ...readDockerfile(texts.dockerfile).map(({ image }) => image),
    ...servicesOf(texts).flatMap(({ build, image }) => (build ? [] : image)),
  ];
  return images
    .filter((image) => !/^(?:postgres:\d+|[^:]+:\d+\.\d+)\.\d+-\w+/.test(image))
    .map((image) => `${image} is not pinned`);
};

/** Each service tells its health, but one that ends. Whoever is waited for can say when the wait is over. */
export const waitFaults = (texts: Texts): string[] => {
  const services = servicesOf(texts);
  const ends = ({ name }: Named) => services.some((other) => other.depends_on[name]?.condition === completed);
  const tells = (service: Named) =>
    service.healthcheck ? !service.healthcheck.disable : lastStep(stageOf(texts, service), 'HEALTHCHECK') !== null;
  return services.flatMap((service) => [
    ...(tells(service) === ends(service) ? [`${service.name} neither tells its health nor ends, or does both`] : []),
    ...Object.entries(service.depends_on).flatMap(([name, { condition }]) => {
      const other = services.find((found) => found.name === name);
      const isSaid = other && (ends(other) ? condition === completed : condition === 'service_healthy');
      return isSaid ? [] : [`${service.name} waits for ${name} in vain, or not at all`];
    }),
    ...(isProcess(service) && remembers(service) && !ends(service) && service.depends_on['migrate'] === undefined
      ? [`${service.name} does not wait for the migrations`]
      : []),
  ]);
};

/** Each setting an app knows is given, or left to whoever runs this; and nothing that it does not know. */
export const settingFaults = (texts: Texts): string[] =>
  servicesOf(texts)
    .filter(isProcess)
    .flatMap((service) => {
      const { schema } = appOf(service);
      const given = [...Object.keys(service.environment), ...Object.keys(envOf(stageOf(texts, service)))];
      const known = Object.keys(schema.shape);
      const wanted = isMigration(service) ? forMigration : known.filter((name) => !isUnfit(service, name));
      return [
        // Node's own packages read NODE_ENV, whether we do or not.
        ...given
          .filter((name) => ![...known, 'NODE_ENV'].includes(name))
          .map((name) => `${service.name} does not know ${name}`),
        ...wanted.filter((name) => !given.includes(name)).map((name) => `${service.name} cannot be given ${name}`),
      ];
    });

/** The file that README.md has people write is enough for every process to boot, and to be reached. */
export const bootFaults = (texts: Texts): string[] => {
  try {
    return servicesOf(texts)
      .filter(isProcess)
      .flatMap((service) => {
        const given = Object.entries(service.environment).filter(([, value]) => value !== null);
        const read = isMigration(service) ? readStoreSettings : appOf(service).read;
        const env = { ...envOf(stageOf(texts, service)), ...toEnv(given) };
        read(env);
        return env['NODE_ENV'] === 'production' ? [] : [`${service.name} is not in production`];
      });
  } catch (error) {
    return [String(error)];
  }
};

/** What is published is exposed; what holds data keeps it, and is reached by nobody outside. */
export const reachFaults = (texts: Texts): string[] => {
  const { networks } = composeOf(texts);
  const services = servicesOf(texts);
  return services.flatMap((service) => {
    const { name, build, ports, volumes } = service;
    const inside = ports.map((port) => port.split(':').at(-1) ?? '');
    const exposed = build ? portsOf(stageOf(texts, service)) : [];
    const isOpen = ports.length > 0 || !service.networks.every((network) => networks[network]?.internal);
    return [
      ...inside.filter((port) => !exposed.includes(port)).map((port) => `${name} does not listen on ${port}`),
      ...ports
        .filter((port) => !port.startsWith('127.0.0.1:'))
        .map((port) => `${name} is public without TLS at ${port}`),
      ...(!build && isOpen ? [`${name} can be reached from outside`] : []),
      ...(!build && volumes.length === 0 ? [`${name} forgets`] : []),
    ];
  });
};

export const apiAddressFaults = (texts: Texts): string[] =>
  servicesOf(texts).flatMap((service) => {
    if (!service.build) return [];
    const { API_ADDRESS: address } = { ...envOf(stageOf(texts, service)), ...service.environment };
    if (!address) return [];
    const [host, port] = address.split(':');
    const api = servicesOf(texts).find(({ name }) => name === host);
    const isThere = api && portsOf(stageOf(texts, api)).includes(port ?? '') && meet(service, api);
    return isThere ? [] : [`${service.name} looks for the api at ${address}`];
  });

/** The sandbox is nowhere but on a network without a way in; whoever is told where it is finds it there: its worker on the
 * loopback that they share, others by the name that it listens to. */
export const sandboxFaults = (texts: Texts): string[] => {
  const { networks } = composeOf(texts);
  const services = servicesOf(texts);
  const sandbox = services.find(({ build }) => build?.target === 'sandbox');
  if (sandbox === undefined) return ['there is no sandbox'];
  const env = { ...envOf(stageOf(texts, sandbox)), ...sandbox.environment };
  const port = env['SANDBOX_PORT'] ?? '';
  const isClosed = sandbox.ports.length === 0 && sandbox.networks.every((network) => networks[network]?.internal);
  const finds = (service: Named): boolean => {
    const { SANDBOX_URL: url } = service.environment;
    if (service.network_mode === `service:${sandbox.name}`) return url === `http://127.0.0.1:${port}`;
    return meet(service, sandbox) && env['SANDBOX_HOST'] === sandbox.name && url === `http://${sandbox.name}:${port}`;
  };
  return [
    ...(isClosed ? [] : ['the sandbox can be reached from outside']),
    ...services.flatMap((service) =>
      'SANDBOX_URL' in service.environment && !finds(service) ? `${service.name} does not find the sandbox` : [],
    ),
    ...['api', 'sandbox-worker'].flatMap((name) =>
      services.some((service) => service.name === name && 'SANDBOX_URL' in service.environment)
        ? []
        : `${name} is not told where the sandbox is`,
    ),
  ];
};

type Named = Service & { name: string };

const completed = 'service_completed_successfully';

/** A file that no container has, and what production refuses. */
const unfit = ['MASTER_KEY_FILE', 'OUTBOUND_ALLOW'];

/** What only the step that makes the shards has a use for. */
const forMigration = ['SHARDS'];

const isUnfit = ({ environment }: Named, name: string): boolean =>
  unfit.includes(name) ||
  forMigration.includes(name) ||
  (name === 'SANDBOX_URL' && environment['WORKER_NETWORK'] === 'live') ||
  // The image has 8091, on loopback, where nobody is in its way.
  name === 'SANDBOX_MEDIA_PORT';

type App = { schema: z.ZodObject; read: (source: Record<string, string | undefined>) => unknown };

const apps: ReadonlyMap<string, App> = new Map<string, App>([
  ['api', { schema: apiSchema, read: readApi }],
  ['worker', { schema: workerSchema, read: readWorker }],
  ['sandbox', { schema: sandboxSchema, read: readSandbox }],
]);

const composeOf = (texts: Texts): Compose => readCompose(texts.compose, variablesOf(texts.readme));

const servicesOf = (texts: Texts): Named[] =>
  Object.entries(composeOf(texts).services).map(([name, service]) => ({ ...service, name }));

const isProcess = ({ build }: Named): boolean => apps.has(build?.target ?? '');

const remembers = (service: Named): boolean => 'DATABASE_URL' in appOf(service).schema.shape;

const isMigration = ({ command }: Named): boolean => scriptOf(command).endsWith('/migrate.js');

const appOf = ({ build }: Named): App => {
  const app = apps.get(build?.target ?? '');
  if (app === undefined) throw new Error(`${build?.target} is no process`);
  return app;
};

const stageOf = ({ dockerfile }: Texts, { build }: Named): Stage =>
  readDockerfile(dockerfile).find(({ name }) => name === build?.target) ?? noStage;

const noStage: Stage = { name: 'none', image: 'none', steps: [], isTarget: false };

const toEnv = (entries: [string, string | null][]): Record<string, string> =>
  Object.fromEntries(entries.map(([name, value]) => [name, value ?? '']));

const meet = (one: Named, other: Named): boolean => one.networks.some((network) => other.networks.includes(network));

/** What `.env` holds after README.md was followed: `echo "NAME=value" >> .env`, or `$(openssl rand -hex 24)` for one. */
const variablesOf = (readme: string): Record<string, string> =>
  Object.fromEntries(
    [...readme.matchAll(/^echo "(\w+)=([^"]+)" >> \.env$/gm)].map(([, name = '', value = '']) => [name, madeUp(value)]),
  );

const madeUp = (value: string): string => {
  const [, encoding, bytes] = /^\$\(openssl rand -(hex|base64) (\d+)\)$/.exec(value) ?? [];
  return encoding ? randomBytes(Number(bytes)).toString(encoding === 'hex' ? 'hex' : 'base64') : value;
};
