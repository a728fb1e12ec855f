import {
  bodyErrors,
  callerErrors,
  commonErrors,
  compatRefusal,
  type FailureCode,
  failures,
  type Operation,
  operations,
  placeOf,
  plainCodes,
  problem,
  toCompatRefusal,
} from '@parley/contract';
import { z } from 'zod';

export type OpenApiDocument = Record<string, unknown>;

/** OpenAPI 3.1 made from the very values that make the routes. */
export const openApiDocument = ({ serverUrl, bareUrl }: { serverUrl: string; bareUrl: string }): OpenApiDocument => ({
  openapi: '3.1.0',
  info: {
    title: 'Parley',
    version: '1',
    summary: 'A WhatsApp gateway for AI agents and programs.',
    description: 'Every call names its tenant by subdomain or by `/t/{tenant}` and carries one token.',
    license: { name: 'GPL-3.0-or-later', identifier: 'GPL-3.0-or-later' },
  },
  servers: [
    serverUrl.includes('{tenant}')
      ? { url: serverUrl, variables: { tenant: { default: 'demo', description: 'The name of your tenant.' } } }
      : { url: serverUrl },
  ],
  security: [{ accessToken: [] }, { bearer: [] }, { apiKey: [] }],
  paths: toPaths(operations, bareUrl),
  components: {
    securitySchemes: {
      accessToken: { type: 'apiKey', in: 'header', name: 'Access-Token' },
      bearer: { type: 'http', scheme: 'bearer' },
      apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
      login: { type: 'apiKey', in: 'cookie', name: '__Host-parley', description: 'The cookie of the dashboard.' },
    },
    schemas: { Problem: toSchema(problem, 'output'), CompatRefusal: toSchema(compatRefusal, 'output') },
  },
});

const toPaths = (all: readonly Operation[], bareUrl: string): Record<string, Record<string, unknown>> => {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of all) {
    const { path, method } = operation.http;
    paths[path] = { ...paths[path], [method]: toPathItem(operation, bareUrl) };
  }
  return paths;
};

const toPathItem = (operation: Operation, bareUrl: string) => {
  const fields = Object.entries<z.ZodType>(operation.input.shape);
  const placed = fields.map(([name, field]) => ({ name, field, place: placeOf(operation, name) }));
  const inBody = placed.filter(({ place }) => place === 'body');
  const body = z.strictObject(Object.fromEntries(inBody.map(({ name, field }) => [name, field])));
  return {
    operationId: operation.name,
    summary: operation.summary,
    tags: [operation.adapts ? 'whatsgate' : operation.name.split('.')[0]],
    ...(operation.scope && { description: toScopes(operation) }),
    ...(operation.caller && { security: operation.caller === 'login' ? [{ login: [] }] : [] }),
    ...(operation.http.isOnBareHost && { servers: [{ url: bareUrl }] }),
    parameters: [
      ...placed
        .filter(({ place }) => place !== 'body')
        .map(({ name, field, place }) => ({
          name,
          in: place,
          required: place === 'path' || !field.safeParse(undefined).success,
          schema: toSchema(field, 'input'),
        })),
      ...(operation.http.hasStream ? [lastEventId] : []),
      ...(operation.http.isSend ? [idempotencyKey] : []),
    ],
    ...(inBody.length > 0 && {
      requestBody: { required: true, content: { 'application/json': { schema: toSchema(body, 'input') } } },
    }),
    responses: {
      [operation.http.status]: {
        description: 'Done.',
        ...(operation.http.isSend && { headers: { 'Idempotent-Replayed': replayed } }),
        content: toContent(operation),
      },
      ...toRefusals(operation, [
        ...commonErrors,
        ...(operation.caller === 'visitor' ? [] : callerErrors),
        ...(inBody.length > 0 ? bodyErrors : []),
        ...operation.errors,
      ]),
    },
  };
};

const toScopes = ({ scope, ownScope }: Operation): string =>
  `Needs the scope \`${scope}\`${ownScope ? `, or \`${ownScope}\` for what the caller itself sent` : ''}.`;

const toContent = ({ http, output }: Operation): Record<string, unknown> => ({
  [http.isLines ? 'application/jsonl' : 'application/json']: { schema: toSchema(output, 'output') },
  ...(http.hasTable && { 'text/csv': { schema: { type: 'string', description: 'The rows of `data` as a table.' } } }),
  ...(http.hasStream && { 'text/event-stream': { schema: { type: 'string', description: streamTold } } }),
});

const streamTold =
  'Each event as `id: <cursor>`, `event: <type>` and `data: <the event as JSON>`. A comment now and then shows that ' +
  'the stream lives; an `id` without data is only a cursor to come back with.';

const lastEventId = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'The last `id` of a stream that broke off; it counts before `cursor`.',
  schema: { type: 'string' },
};

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Any word that you choose, a new one for each thing you send. The same request with the same key, within 7 days, is ' +
    'done once and answered the same; another request with it is refused. A refused request, and a dry run, use no key up.',
  schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[!-~]+$' },
};

const replayed = {
  description: '`true` where this was answered before to the same `Idempotency-Key`, and nothing was done now.',
  schema: { type: 'string', enum: ['true'] },
};

/** One response for each status, naming every code that comes with it, or what is said instead. */
const toRefusals = (operation: Operation, codes: readonly FailureCode[]): Record<string, unknown> => {
  const refusals = [...new Set(codes)].map((code) => toRefusal(operation, code));
  return Object.fromEntries(
    [...Map.groupBy(refusals, ({ status }) => status)].map(([status, group]) => [
      status,
      {
        description: group.map(({ told }) => told).join('\n\n'),
        content: Object.fromEntries(group.flatMap(({ content }) => Object.entries(content))),
      },
    ]),
  );
};

const toRefusal = (operation: Operation, code: FailureCode) => {
  if (operation.adapts === undefined || plainCodes.includes(code)) {
    const { status, message } = failures[code];
    return { status, told: `\`${code}\`: ${message}`, content: problemContent };
  }
  const { status, body } = toCompatRefusal({ code }, operation);
  const told = body.code === undefined ? body.message : `\`${body.code}\`: ${body.message}`;
  return { status, told, content: compatContent };
};

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const compatContent = { 'application/json': { schema: { $ref: '#/components/schemas/CompatRefusal' } } };

const toSchema = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
};
