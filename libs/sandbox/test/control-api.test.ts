import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { calls } from '../src/control/calls.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.stop());

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; text: string };

/** Calls as any program might, and not only as `fetch` lets one: with a Host and a path of its own choice. */
const ask = (
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(sandbox.url);
    const asked = request({ method, path, hostname, port, headers, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(pieces).toString(),
        }),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });
const errorOf = ({ text }: Answer): string => JSON.parse(text).error;

describe('the calls', () => {
  it.each([
    'GET /health',
    'GET /network',
    'POST /phones',
    'POST /phones/:phone/scan',
    'POST /phones/:phone/enter-code',
    'POST /phones/:phone/unlink',
    'POST /phones/:phone/provision',
    'GET /phones/:phone',
    'POST /phones/:phone/send',
    'POST /phones/:phone/read',
    'POST /contacts',
    'GET /contacts/:phone/messages',
    'POST /contacts/:phone/messages',
    'POST /contacts/:phone/presence',
    'POST /contacts/:phone/receipts',
    'GET /groups',
    'POST /groups',
    'PATCH /groups/:id',
    'POST /groups/:id/messages',
    'POST /snapshot',
    'GET /faults',
    'POST /faults',
    'DELETE /faults',
    'GET /ledger',
    'POST /clock',
    'GET /people',
    'GET /conversations/:phone',
  ])('has %s', (named) => {
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toContain(named);
  });

  const withBody = calls.filter(({ method, body }) => method !== 'GET' && !body.safeParse(undefined).success);

  it.each(withBody)('says what is wrong with a body of the wrong shape: $method $path', async ({ method, path }) => {
    const { phone } = await sandbox.createPhone();
    const contact = '12025550198';
    const owner = path.startsWith('/contacts') ? contact : phone;
    for (const body of ['[]', '7', '{"neverHeardOf":1}', undefined]) {
      const answer = await ask(method, path.replace(':phone', owner), body === undefined ? {} : { body });
      expect(answer.status).toBe(400);
      expect(errorOf(answer)).not.toBe('');
    }
  });

  it.each(calls.filter(({ path }) => path.includes(':phone')))(
    'knows nobody by a number that is nobody’s: $method $path',
    async ({ method, path, body }) => {
      const json = exampleOf(body);
      const answer = await ask(method, path.replace(':phone', '4915550000'), json === undefined ? {} : { body: json });
      expect([answer.status, errorOf(answer)]).toEqual([404, expect.stringContaining('4915550000')]);
    },
  );

  it.each(calls)('takes no key that it does not know, at any depth: $method $path', ({ body }) => {
    expect(openObjects(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }))).toEqual([]);
  });
});

/** A body that fits, as poor as may be; undefined where none is needed. */
const exampleOf = (schema: z.ZodType): string | undefined => {
  if (schema.safeParse(undefined).success) return undefined;
  const example = valueOf(jsonSchema.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })));
  expect(schema.safeParse(example)).toMatchObject({ success: true });
  return JSON.stringify(example);
};

const jsonSchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  required: z.array(z.string()).default([]),
  get properties() {
    return z.record(z.string(), jsonSchema).default({});
  },
  get items() {
    return jsonSchema.optional();
  },
  minItems: z.number().default(0),
  minimum: z.number().default(0),
});
type JsonSchema = z.output<typeof jsonSchema>;

const valueOf = (schema: JsonSchema): unknown => {
  const { type, items } = schema;
  if (schema.enum !== undefined) return schema.enum[0];
  if (type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties).flatMap(([name, inner]) =>
        schema.required.includes(name) ? [[name, name === 'code' ? 'ABCD1234' : valueOf(inner)]] : [],
      ),
    );
  if (type === 'array') return Array.from({ length: schema.minItems }, () => valueOf(items ?? schema));
  if (type === 'string') return '12025550150';
  return type === 'boolean' ? true : schema.minimum;
};

/** Where in a schema there are objects that let any key pass. A record of named keys is not one of them. */
const openObjects = (schema: unknown, path = 'body'): string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const isOpen = 'properties' in schema && !('additionalProperties' in schema && schema.additionalProperties === false);
  return [
    ...(isOpen ? [path] : []),
    ...Object.entries(schema).flatMap(([name, inner]) => openObjects(inner, `${path}.${name}`)),
  ];
};

describe('whoever calls', () => {
  it('is told of a path that does not exist, and of a method that a path does not take', async () => {
    expect(await ask('GET', '/nowhere')).toMatchObject({ status: 404, text: '{"error":"there is no GET /nowhere"}' });
    const answer = await ask('PUT', '/faults');
    expect([answer.status, answer.headers['allow']?.toString().split(', ').toSorted()]).toEqual([
      405,
      ['DELETE', 'GET', 'HEAD', 'POST'],
    ]);
    expect(errorOf(answer)).toContain('not PUT');
  });

  it('may ask for the head alone', async () => {
    expect(await ask('HEAD', '/health')).toMatchObject({
      status: 200,
      text: '',
      headers: { 'content-type': 'application/json' },
    });
    expect(await ask('HEAD', '/live')).toMatchObject({ status: 200, text: '' });
  });

  it('is refused a path that is not well encoded, a body that is not JSON, a count that is none', async () => {
    expect(await ask('GET', '/phones/%E0%A4%A')).toMatchObject({ status: 400 });
    expect(await ask('POST', '/phones', { body: '{' })).toMatchObject({ status: 400 });
    expect(await ask('GET', '/ledger?since=-1')).toMatchObject({ status: 400 });
    expect(await ask('GET', '/conversations/12025550198?limit=many')).toMatchObject({ status: 400 });
    expect(await ask('GET', '//health')).toMatchObject({ status: 404 });
  });

  it('may send a body with a GET, which is not looked at', async () => {
    expect(
      await ask('GET', '/health', { body: 'neither JSON nor anything', headers: { 'content-length': '25' } }),
    ).toMatchObject({
      status: 200,
    });
  });

  it('is refused a body that is longer than any message', async () => {
    const answer = await ask('POST', '/phones', { headers: { 'content-length': String(200 * 1024 * 1024) } }).catch(
      () => ({ status: 0 }),
    );
    expect(answer.status).toBe(413);
  });

  it('may write a number as people do, and leave a count empty', async () => {
    await ask('POST', '/phones', { body: '{"phone":"+1 (202) 555-0779"}' });
    expect(await ask('GET', '/phones/+12025550779')).toMatchObject({ status: 200 });
    for (const to of ['12025550100', '+1 202 555 0100', '12025550100@s.whatsapp.net']) {
      const body = JSON.stringify({ to, text: `to ${to}` });
      expect(await ask('POST', '/phones/12025550779/send', { body })).toMatchObject({ status: 200 });
      const seen = await ask('GET', '/contacts/12025550100/messages');
      expect(seen.text).toContain(`to ${to}`);
    }
    expect(await ask('GET', '/ledger?since=')).toMatchObject({ status: 200 });
  });

  it('says which key is not known', async () => {
    const answer = await ask('POST', '/phones', { body: '{"fone":"12025550777"}' });
    expect(errorOf(answer)).toBe('there is no fone in this call');
  });

  it('must use a name of this machine, as no page can that has given it another', async () => {
    expect(await ask('GET', '/health', { headers: { host: 'attacker.example:8090' } })).toMatchObject({ status: 403 });
    expect(await ask('GET', '/', { headers: { host: 'attacker.example' } })).toMatchObject({ status: 403 });
    expect(await ask('GET', '/health', { headers: { host: 'localhost:8090' } })).toMatchObject({ status: 200 });
  });

  it('must not be a page from elsewhere, however plainly it asks', async () => {
    const foreign: Record<string, string>[] = [
      { origin: 'http://attacker.example', 'content-type': 'text/plain' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign)
      expect(await ask('POST', '/phones', { headers, body: '{"phone":"12025550778"}' })).toMatchObject({ status: 403 });
    expect(await ask('GET', '/phones/12025550778')).toMatchObject({ status: 404 });
  });

  it('may be our own page, or a link to it', async () => {
    const own = { origin: sandbox.url, 'sec-fetch-site': 'same-origin' };
    expect(await ask('GET', '/health', { headers: own })).toMatchObject({ status: 200 });
    expect(await ask('GET', '/', { headers: { 'sec-fetch-site': 'cross-site' } })).toMatchObject({
      status: 200,
      headers: { 'content-security-policy': expect.stringMatching(/^default-src 'self';.*frame-ancestors 'none'/u) },
    });
  });
});

describe('the chats of a person', () => {
  it('have their messages from both sides, as that telephone shows them, and what waits to be read', async () => {
    const { phone } = await sandbox.createPhone();
    const [first, second] = ['12025550195', '12025550196'];
    for (const text of ['One', 'Two', 'Three']) await sandbox.sendFrom(first, { to: phone, text });
    await sandbox.call('POST', `/phones/${phone}/send`, { to: second, text: 'Four' });
    const chats = async (query = '') =>
      chatsShape
        .parse(await sandbox.call('GET', `/conversations/${phone}${query}`))
        .chats.map(({ id, unread, total, messages }) => [id, unread, total, messages.map(({ text }) => text)]);
    expect(await chats()).toEqual([
      [first, 3, 3, ['One', 'Two', 'Three']],
      [second, 0, 1, ['Four']],
    ]);
    const four = [second, 0, 1, ['Four']];
    expect(await chats('?limit=2')).toEqual([[first, 3, 3, ['Two', 'Three']], four]);
    expect(await chats('?chat=')).toEqual([[first, 3, 3, ['Three']], four]);
    expect(await chats(`?chat=${first}&limit=2`)).toEqual([[first, 3, 3, ['Two', 'Three']], four]);
    expect(await sandbox.call('GET', '/people')).toContainEqual(
      expect.objectContaining({ kind: 'phone', phone, unread: 3, devices: [] }),
    );
  });
});

const chatsShape = z.object({
  chats: z.array(
    z.object({
      id: z.string(),
      unread: z.number(),
      total: z.number(),
      messages: z.array(z.object({ text: z.string().nullable() })),
    }),
  ),
});

describe('media', () => {
  it('are shown as pictures or handed over as files, and never run', async () => {
    const { phone } = await sandbox.createPhone();
    const from = '12025550197';
    const base64 = Buffer.from('<script>alert(1)</script>').toString('base64');
    const headersOf = async (type: string, mimetype: string) => {
      const media = { type, mimetype, base64, filename: 'x' };
      const sent = z
        .object({ id: z.string() })
        .parse(await sandbox.call('POST', `/contacts/${from}/messages`, { to: phone, media }));
      const answer = await ask('GET', `/media/${from}/${sent.id}`);
      expect([answer.status, answer.text]).toEqual([200, '<script>alert(1)</script>']);
      return answer.headers;
    };
    const locked = { 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" };
    expect(await headersOf('image', 'image/png')).toMatchObject({
      ...locked,
      'content-type': 'image/png',
      'content-disposition': 'inline',
    });
    for (const [type, mimetype] of [
      ['document', 'text/html'],
      ['image', 'image/svg+xml'],
    ] as const)
      expect(await headersOf(type, mimetype)).toMatchObject({
        ...locked,
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment',
      });
    expect(await ask('GET', `/media/${from}/nothing`)).toMatchObject({ status: 404 });
  });
});

describe('the stream of what changes', () => {
  it('tells of an account that is new, in one piece with what else happened at once', async () => {
    const stop = new AbortController();
    const stream = await fetch(`${sandbox.url}/live`, { signal: stop.signal });
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    await Promise.all([sandbox.createPhone({ phone: '12025550781' }), sandbox.createPhone({ phone: '12025550782' })]);
    const told = await readUntil(stream, (text) => text.includes('12025550782'));
    const events = told.split('\n\n').filter((event) => event.startsWith('data: '));
    expect(events.map((event) => JSON.parse(event.slice(6)))).toEqual([
      expect.arrayContaining([
        { kind: 'account', phone: '12025550781' },
        { kind: 'account', phone: '12025550782' },
      ]),
    ]);
    stop.abort();
  });

  it('says now and then that it is still there', async () => {
    const stop = new AbortController();
    const stream = await fetch(`${sandbox.url}/live`, { signal: stop.signal });
    expect(await readUntil(stream, (text) => text.includes(':\n\n'))).toContain(':\n\n');
    stop.abort();
  });

  it('ends when the sandbox stops', async () => {
    const other = await startTestSandbox();
    const stream = await fetch(`${other.url}/live`);
    await other.stop();
    await expect(stream.text()).rejects.toThrow();
  });
});

const readUntil = async ({ body }: Response, isEnough: (text: string) => boolean): Promise<string> => {
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of body ?? []) {
    text += decoder.decode(piece, { stream: true });
    if (isEnough(text)) return text;
  }
  throw new Error(`the stream ended: ${text}`);
};

it('does not push the time to where there are no dates', async () => {
  expect((await ask('POST', '/clock', { body: '{"advanceMs":9000000000000000}' })).status).toBe(400);
  expect((await ask('GET', '/ledger')).status).toBe(200);
});
