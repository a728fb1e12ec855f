import { z } from 'zod';

/** A stage with everything that is done in it, by itself or by the stages it stands on. */
export type Stage = {
  name: string;
  /** The image at the bottom: `node:24.21.0-trixie-slim`. */
  image: string;
  steps: readonly Step[];
  /** Whether no other stage stands on it or copies from it: an image we run. */
  isTarget: boolean;
};

export type Step = { word: string; rest: string };
export type Copy = { from: string | null; sources: string[]; target: string };

export const readDockerfile = (text: string): Stage[] => {
  const steps = readSteps(text);
  const stages: { name: string; image: string; steps: Step[] }[] = [];
  for (const step of steps) {
    if (step.word !== 'FROM') {
      stages.at(-1)?.steps.push(step);
      continue;
    }
    const [, from = '', name = ''] = /^(\S+) AS (\S+)$/.exec(step.rest) ?? [];
    const base = stages.find((stage) => stage.name === from);
    stages.push({ name, image: base?.image ?? from, steps: [...(base?.steps ?? [])] });
  }
  const used = steps.flatMap(({ word, rest }) => (word === 'FROM' ? firstWord(rest) : (toCopy(rest).from ?? [])));
  return stages.map((stage) => ({ ...stage, isTarget: !used.includes(stage.name) }));
};

/** Of steps that undo one another, the one that holds. */
export const lastStep = ({ steps }: Stage, word: string): string | null =>
  steps.findLast((step) => step.word === word)?.rest ?? null;

export const copiesOf = ({ steps }: Stage): Copy[] =>
  steps.flatMap(({ word, rest }) => (word === 'COPY' ? toCopy(rest) : []));

export const envOf = ({ steps }: Stage): Record<string, string> =>
  Object.fromEntries(
    steps.flatMap(({ word, rest }) =>
      word === 'ENV' ? rest.split(/\s+/).map((pair) => [pair.replace(/=.*/, ''), pair.replace(/^[^=]*=/, '')]) : [],
    ),
  );

export const portsOf = (stage: Stage): string[] =>
  stage.steps.flatMap(({ word, rest }) => (word === 'EXPOSE' ? rest.split(/\s+/) : []));

/** The words of a command; always in the form that no shell reads. */
export const commandOf = (stage: Stage): string[] =>
  z.array(z.string()).parse(JSON.parse(lastStep(stage, 'CMD') ?? '[]'));

const readSteps = (text: string): Step[] =>
  text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) => {
      const [, word, rest] = /^(\w+)\s+(.*?)\s*$/.exec(line) ?? [];
      return word !== undefined && rest !== undefined ? { word, rest } : [];
    });

const toCopy = (rest: string): Copy => {
  const [, from = null, paths = ''] = /^(?:--from=(\S+)\s+)?(.*)$/.exec(rest) ?? [];
  const words = paths.split(/\s+/);
  return { from, sources: words.slice(0, -1), target: words.at(-1) ?? '' };
};

const firstWord = (text: string): string => text.split(/\s/, 1).join('');
