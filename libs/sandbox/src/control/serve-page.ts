import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { NotFound } from '../refused.ts';
import type { Route, Visit } from './route.ts';
import { stripTypes } from './strip-types.ts';

/** Beside `src` and `dist` alike. */
const folder = new URL('../../page/', import.meta.url);

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Nothing from anywhere else, nothing written into the page itself, and no frame around it that guides a hand. */
const policy = [
  "default-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

/** Every file of the page, read when somebody first looks. */
const readPage = async (): Promise<Map<string, string>> => {
  const names = (await readdir(folder)).filter((name) => extname(name) in types);
  const contents = await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')));
  const files = new Map(names.map((name, index) => [name, contents[index] ?? '']));
  const scripts = names.filter((name) => extname(name) === '.ts');
  const stripped = await stripTypes(scripts.map((name) => files.get(name) ?? ''));
  for (const [index, name] of scripts.entries()) files.set(name, stripped[index] ?? '');
  return files;
};

let page: Promise<Map<string, string>> | undefined;

const show = async (name: string, { response }: Visit): Promise<void> => {
  page ??= readPage();
  const content = (await page).get(name);
  if (content === undefined) throw new NotFound(`there is no ${name} on the page`);
  response
    .writeHead(200, {
      'content-type': types[extname(name)],
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    })
    .end(content);
};

/** The page, and what it is made of. */
export const pageRoutes: readonly Route[] = [
  { method: 'GET', path: '/', isOpenToLinks: true, serve: (_network, visit) => show('index.html', visit) },
  {
    method: 'GET',
    path: '/page/:file',
    serve: (_network, visit) => show(visit.params['file'] ?? '', visit),
  },
];
