import { dirname } from 'node:path';
import { commandOf, copiesOf, envOf, lastStep, portsOf, readDockerfile, type Stage } from './read-dockerfile.ts';
import { readIgnore } from './read-ignore.ts';
import { named, readNginx } from './read-nginx.ts';
import type { Texts, Workspace } from './texts.ts';

// Each rule finds the sentences that say what is wrong.

export const copyFaults = ({ dockerfile, dockerignore, files, workspaces }: Texts): string[] => {
  const stages = readDockerfile(dockerfile);
  const isIgnored = readIgnore(dockerignore);
  const sent = files.filter((file) => !isIgnored(file));
  const built = workspaces.filter(({ hasBuild }) => hasBuild).map(({ folder }) => `/parley/${folder}/dist`);
  return stages.flatMap((stage, index) =>
    copiesOf(stage).flatMap(({ from, sources }) => {
      if (from !== null && !stages.slice(0, index).some(({ name }) => name === from)) return [`no stage ${from} yet`];
      const isThere = (source: string) =>
        from === null
          ? sent.some((file) => file === source || file.startsWith(`${source}/`))
          : source === '/parley' || built.includes(source);
      return sources
        .filter((source) => !isThere(source))
        .map((source) => `${stage.name} copies ${source}, which is not there`);
    }),
  );
};

export const leakFaults = ({ dockerignore }: Texts): string[] => {
  const isIgnored = readIgnore(dockerignore);
  const kept = ['.env', 'apps/api/.env', '.git/config', '.parley/master-key', 'libs/store/dist/index.js'];
  const ofThisMachine = [...kept, 'node_modules/pg/package.json', 'libs/runtime/node_modules/undici/package.json'];
  return ofThisMachine.filter((file) => !isIgnored(file)).map((file) => `${file} goes to the builder`);
};

/** npm installs what the lockfile says only where it sees every workspace. */
export const manifestFaults = ({ dockerfile, workspaces }: Texts): string[] =>
  readDockerfile(dockerfile)
    .filter((stage) => installsOf(stage).length > 0)
    .flatMap((stage) => {
      const seen = copiesOf(stage).flatMap(({ sources, target }) =>
        sources.filter((source) => target === './' || target === `${dirname(source)}/`),
      );
      const wanted = [...rootFiles, ...workspaces.map(({ folder }) => `${folder}/package.json`)];
      return wanted.filter((file) => !seen.includes(file)).map((file) => `${stage.name} installs without ${file}`);
    });

/** A process finds its own built files, those of each library of ours it stands on, the page that a library serves from
 * its sources, and its packages. */
export const programFaults = ({ dockerfile, files, workspaces }: Texts): string[] => {
  const stages = readDockerfile(dockerfile);
  return processesOf(stages).flatMap((stage) => {
    const script = scriptOf(commandOf(stage));
    const app = workspaces.find(({ folder }) => script.startsWith(`${folder}/dist/`));
    if (!app || !files.includes(sourceOf(script))) return [`${stage.name} runs ${script}, which nothing builds`];
    const copied = copiesOf(stage).flatMap(({ from, sources, target }) =>
      sources.map((source) => ({ from, path: source.replace(/^\/parley\//, ''), target })),
    );
    const wanted = withLibraries(app, workspaces).flatMap(({ folder }) => [
      `${folder}/dist`,
      ...files.filter((file) => file === `${folder}/page`),
    ]);
    const missing = wanted.filter((wants) => !copied.some(({ path, target }) => path === wants && target === path));
    const packages = stages.find(({ name }) => copied.some(({ from, path }) => from === name && path === '/parley'));
    const install = packages ? installsOf(packages).at(-1) : undefined;
    const isLean = install?.includes('--omit=dev') && install.endsWith(`--workspace=${app.name}`);
    return [
      ...missing.map((path) => `${stage.name} lacks ${path}`),
      ...(isLean ? [] : [`${stage.name} does not have the packages of ${app.name}, and only those`]),
    ];
  });
};

export const careFaults = ({ dockerfile }: Texts): string[] =>
  targetsOf(readDockerfile(dockerfile)).flatMap((stage) => {
    const isNode = stage.image.startsWith('node:');
    const faults = {
      'runs as root': ['root', '0', null].includes(lastStep(stage, 'USER')?.replace(/:.*/, '') ?? null),
      'does not tell its health': !lastStep(stage, 'HEALTHCHECK')?.includes('CMD ['),
      'is not stopped in order': lastStep(stage, 'STOPSIGNAL') !== (isNode ? 'SIGTERM' : 'SIGQUIT'),
      'is not in production': isNode && envOf(stage)['NODE_ENV'] !== 'production',
    };
    return Object.entries(faults).flatMap(([fault, isSo]) => (isSo ? `${stage.name} ${fault}` : []));
  });

/** What a process listens on is what its image exposes, on every address of the container. */
export const listenFaults = ({ dockerfile, nginx }: Texts): string[] =>
  targetsOf(readDockerfile(dockerfile)).flatMap((stage) => {
    const env = Object.entries(envOf(stage));
    const servers = named(readNginx(nginx), 'server').flatMap(({ block }) => named(block, 'listen'));
    const ports = stage.image.startsWith('node:')
      ? env.flatMap(([name, value]) => (name.endsWith('_PORT') ? value : []))
      : servers.map(({ words }) => words[1] ?? '');
    const shut = env.filter(([name, value]) => name.endsWith('_HOST') && value !== '0.0.0.0');
    const isSame = ports.toSorted().join() === portsOf(stage).toSorted().join();
    return [
      ...(isSame ? [] : [`${stage.name} listens on ${ports.join()} and exposes ${portsOf(stage).join()}`]),
      ...shut.map(([name]) => `${stage.name} cannot be reached at ${name}`),
    ];
  });

export const nodeFaults = ({ dockerfile, node }: Texts): string[] =>
  readDockerfile(dockerfile).flatMap(({ name, image }) =>
    image.startsWith('node:') && !image.startsWith(`node:${node}-`)
      ? `${name} has ${image}; package.json brings ${node}`
      : [],
  );

export const targetsOf = (stages: readonly Stage[]): Stage[] => stages.filter(({ isTarget }) => isTarget);

/** The script among the words of a command. */
export const scriptOf = (command: readonly string[]): string =>
  command.find((word) => word.endsWith('.js')) ?? 'nothing';

export const sourceOf = (script: string): string => script.replace('/dist/', '/src/').replace(/\.js$/, '.ts');

const processesOf = (stages: readonly Stage[]) => targetsOf(stages).filter(({ image }) => image.startsWith('node:'));

const rootFiles = ['.npmrc', 'package.json', 'package-lock.json'];

const installsOf = ({ steps }: Stage): string[] =>
  steps.flatMap(({ word, rest }) => (word === 'RUN' && rest.includes('npm ci') ? rest : []));

const withLibraries = (app: Workspace, all: readonly Workspace[]): Workspace[] => {
  const found = [app];
  for (const { dependencies } of found) {
    found.push(...all.filter((workspace) => dependencies.includes(workspace.name) && !found.includes(workspace)));
  }
  return found;
};
