import { join } from 'node:path';
import { z } from 'zod';
import { env } from '../env.ts';
import { build } from './build.ts';
import { generatedFile } from './generated.ts';

/** The OpenAPI document as it was last agreed to, so that a change of what we promise is seen in review. */
export const openapi = generatedFile('openapi', 'apps/api/openapi.snapshot.json', async () => {
  await build();
  const { openApiDocument } = documentModule.parse(await import(join(env.root, 'apps/api/dist/docs/openapi.js')));
  return `${JSON.stringify(openApiDocument({ serverUrl: 'https://example.com/t/{tenant}' }), null, 2)}\n`;
});

const documentModule = z.object({
  openApiDocument: z.function({ input: [z.object({ serverUrl: z.string() })], output: z.unknown() }),
});
