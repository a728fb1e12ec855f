import { z } from 'zod';

const port = z.coerce
  .number('must be the number of a port')
  .int('must be a whole number')
  .min(0, 'must be 0 or more')
  .max(65_535, 'must be 65535 at most');

/** Every setting of the sandbox's own process. Nothing else in the sandbox knows the environment. */
export const envSchema = z.object({
  SANDBOX_PORT: port
    .default(8090)
    .describe('The port, on loopback alone, for clients, the control API and the page; 0 takes any.'),
  SANDBOX_MEDIA_PORT: port.default(8091).describe('The port, on loopback alone, of the host for media; 0 takes any.'),
  SANDBOX_HOST: z
    .string()
    .optional()
    .describe(
      'A name of this machine in a private network, at which the control API and the page are as well; left out, on loopback alone, as clients and media always are.',
    ),
  SANDBOX_SNAPSHOT: z
    .string()
    .optional()
    .describe('The file that keeps the network from one start to the next; left out, it is forgotten.'),
});

/** Refuses a wrong configuration, and names every fault at once. */
export const readSettings = (source: Record<string, string | undefined> = process.env): z.output<typeof envSchema> => {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = envSchema.safeParse(given);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return parsed.data;
};
