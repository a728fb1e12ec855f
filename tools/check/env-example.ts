import { join } from 'node:path';
import { z } from 'zod';
import { env } from '../env.ts';
import { build } from './build.ts';
import { generatedFile } from './generated.ts';
import { listFiles } from './tree.ts';

/** `.env.example` is made from the `envSchema` of every process: each setting, its sentence, its default. */
export const envExample = generatedFile('env-example', '.env.example', async () => {
  await build();
  const readers = (await listFiles()).filter((file) => /^(?:apps|libs)\/[^/]+\/src\/env\.ts$/.test(file));
  const schemas = await Promise.all(
    readers.map(async (file) => [file.split('/')[1] ?? '', await readSchema(file)] as const),
  );
  return toExample(Object.fromEntries(schemas));
});

/** The file's text. Throws where a setting lacks its sentence, or two apps disagree about it. */
export const toExample = (schemas: Record<string, z.ZodObject>): string => {
  const settings = new Map<string, Setting>();
  for (const [app, schema] of Object.entries(schemas)) {
    for (const [name, { sentence, line }] of Object.entries(toSettings(schema))) {
      const known = settings.get(name) ?? { sentence, line, apps: [] };
      if (known.sentence !== sentence || known.line !== line) {
        throw new Error(`${app} and ${known.apps.join(', ')} say different things about ${name}.`);
      }
      settings.set(name, { ...known, apps: [...known.apps, app] });
    }
  }
  const blocks = [...settings.values()].map(
    ({ sentence, line, apps }) => `# ${sentence} (${apps.join(', ')})\n${line}\n`,
  );
  return [head, ...blocks].join('\n');
};

type Setting = { sentence: string; line: string; apps: string[] };

const toSettings = (schema: z.ZodObject): Record<string, Omit<Setting, 'apps'>> =>
  Object.fromEntries(
    Object.entries<unknown>(schema.shape).map(([name, field]) => {
      if (!(field instanceof z.ZodType) || !field.description?.endsWith('.')) {
        throw new Error(`${name} needs a .describe() with a sentence.`);
      }
      const leftOut = field.safeParse(undefined);
      const line = leftOut.success ? `# ${name}=${String(leftOut.data ?? '')}` : `${name}=`;
      return [name, { sentence: field.description, line }];
    }),
  );

const readSchema = async (file: string): Promise<z.ZodObject> => {
  const built = file.replace('/src/', '/dist/').replace(/\.ts$/, '.js');
  const { envSchema } = envModule.parse(await import(join(env.root, built)));
  return envSchema;
};

const envModule = z.object({ envSchema: z.instanceof(z.ZodObject) });

const head = `# Every setting there is, and which process reads it. Made from their env.ts by
# \`npm run check -- --write\`. Those without a # must be set; the others show what holds when they are left out.
`;
