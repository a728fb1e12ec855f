import { parse } from 'yaml';
import { z } from 'zod';

/** The compose file as far as it is ours to judge, with `${NAME:-default}` filled in from `variables`. */
export const readCompose = (text: string, variables: Record<string, string>): Compose => {
  const file = composeFile.parse(parse(fillIn(text, variables), { merge: true }));
  for (const { environment } of Object.values(file.services)) {
    // A setting without a value is taken over, if there is one.
    for (const [name, value] of Object.entries(environment)) {
      if (value === null && variables[name]) environment[name] = variables[name];
    }
  }
  return file;
};

export type Service = Compose['services'][string];
export type Compose = z.output<typeof composeFile>;

const service = z.object({
  image: z.string(),
  build: z.object({ context: z.string(), dockerfile: z.string(), target: z.string() }).optional(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.coerce.string().nullable()).default({}),
  healthcheck: z.object({ test: z.array(z.string()).optional(), disable: z.boolean().default(false) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()).default(['default']),
  /** `service:sandbox`: it has no network of its own, but stands in that one's. */
  network_mode: z.string().optional(),
  volumes: z.array(z.string()).default([]),
});

const composeFile = z.object({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) })),
});

/** Innermost first, until nothing changes; `:?` insists on a value. */
const fillIn = (text: string, variables: Record<string, string>): string => {
  const filled = text.replaceAll(/\$\{(\w+)(:[-?][^${}]*)?\}/g, (_whole, name: string, otherwise: string = ':-') => {
    const value = variables[name];
    if (value) return value;
    if (otherwise.startsWith(':?')) throw new Error(`${name} ${otherwise.slice(2)}`);
    return otherwise.slice(2);
  });
  return filled === text ? text : fillIn(filled, variables);
};
