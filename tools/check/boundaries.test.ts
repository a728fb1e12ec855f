import { describe, expect, it } from 'vitest';
import { boundaryFaults } from './boundaries.ts';
import type { HouseGraph, Project } from './house-graph.ts';

const project = (room: string, known: Partial<Project> = {}): Project => ({
  name: `@parley/${room}`,
  root: `${['api', 'worker', 'dashboard'].includes(room) ? 'apps' : 'libs'}/${room}`,
  tags: ['npm:private', `room:${room}`],
  packages: new Set(),
  devPackages: new Set(),
  exports: ['.'],
  references: [],
  ...known,
});

const house = (graph: Partial<HouseGraph>): HouseGraph => ({
  projects: [],
  edges: [],
  imports: [],
  rootPackages: new Set(['vitest']),
  ...graph,
});

const contract = project('contract', { packages: new Set(['zod']) });
const store = project('store', {
  packages: new Set(['@parley/contract', 'pg', 'typeorm', 'bullmq', '@nestjs/typeorm']),
  devPackages: new Set(['@types/pg']),
  exports: ['.', './test-database'],
  references: ['libs/contract'],
});
const api = project('api', {
  packages: new Set(['@parley/contract', '@parley/store', '@nestjs/core', '@nestjs/typeorm', 'pg', 'typeorm']),
  references: ['libs/contract', 'libs/store'],
});
const dashboard = project('dashboard', {
  packages: new Set(['@parley/contract', 'react']),
  references: ['libs/contract'],
});
const worker = project('worker');
const sandbox = project('sandbox', { packages: new Set(['@whiskeysockets/baileys']) });
const projects = [contract, store, api, dashboard, worker, sandbox];

/** What is said about one import. */
const said = (file: string, specifier: string): string =>
  boundaryFaults(house({ projects, imports: [{ file, line: 7, specifier }] }))
    .map(({ where, what }) => `${where} ${what}`)
    .join('\n');

it('finds nothing in a house that stands', () => {
  expect(boundaryFaults(house({ projects }))).toEqual([]);
});

describe('rooms', () => {
  it.each([[[]], [['room:store', 'room:api']], [['room:shared']], [['npm:private']]])(
    'a project with the tags %j is refused',
    (tags) => {
      const [fault] = boundaryFaults(house({ projects: [project('store', { tags })] }));
      expect(fault).toMatchObject({
        where: 'libs/store/package.json',
        what: expect.stringContaining('exactly one tag'),
      });
    },
  );
});

describe('who may know whom', () => {
  it.each([
    ['apps/api/src/plans/plans.module.ts', '@parley/store'],
    ['apps/api/src/plans/plans.module.ts', './list-plans.ts'],
    ['apps/api/test/account-get.test.ts', '@parley/store/test-database'],
    ['apps/api/test/account-get.test.ts', '../src/main.ts'],
    ['libs/store/test/plans.test.ts', '@parley/store'],
    ['libs/store/test/plans.test.ts', 'vitest'],
    ['libs/store/src/store.ts', 'pg'],
    ['libs/store/src/store.ts', 'node:fs'],
    ['apps/dashboard/src/main.tsx', 'react'],
    ['libs/sandbox/src/codec.ts', '@whiskeysockets/baileys/lib/WABinary/encode.js'],
    ['libs/sandbox/test/send-text.test.ts', '@whiskeysockets/baileys'],
    ['tools/start/main.ts', '@parley/store'],
    ['tools/start/main.ts', '../../apps/api/src/env.ts'],
    ['bench/main.ts', '../tools/env.ts'],
  ])('%s may import %s', (file, specifier) => {
    expect(said(file, specifier)).toBe('');
  });

  it.each([
    ['libs/store/src/store.ts', '@parley/api', 'store must not know @parley/api'],
    ['apps/api/src/main.ts', '@parley/worker', 'api must not know @parley/worker'],
    ['apps/dashboard/src/main.tsx', '@parley/store', 'dashboard must not know @parley/store'],
    ['apps/dashboard/src/main.test.ts', '@parley/store', 'dashboard must not know @parley/store'],
    ['libs/store/src/store.ts', '@parley/store', 'store must not know @parley/store'],
  ])('%s must not import %s', (file, specifier, why) => {
    expect(said(file, specifier)).toBe(`${file}:7 ${why}.`);
  });

  it.each([
    ['apps/api/src/main.ts', '../../worker/src/main.ts', 'imports apps/worker/src/main.ts, outside its project'],
    ['apps/api/src/main.ts', '../../../tools/env.ts', 'imports tools/env.ts, outside its project'],
    ['apps/api/src/main.ts', '@parley/store/src/store.ts', 'is not exported by @parley/store'],
    ['tools/start/main.ts', '../../libs/store/src/store.ts', 'imports libs/store/src/store.ts by its path'],
    ['tools/start/main.ts', '@parley/store/dist/store.js', 'is not exported by @parley/store'],
  ])('%s must not go around a door with %s', (file, specifier, why) => {
    expect(said(file, specifier)).toContain(why);
  });

  it('holds for what is declared and never imported', () => {
    const edges = [{ from: '@parley/dashboard', to: '@parley/store' }];
    expect(boundaryFaults(house({ projects, edges }))).toMatchObject([
      { where: 'apps/dashboard/package.json', what: expect.stringContaining('must not know') },
    ]);
  });
});

describe('packages', () => {
  it.each([
    ['apps/api/src/main.ts', 'pg', 'pg is the business of store alone'],
    ['apps/api/test/account-get.test.ts', '@whiskeysockets/baileys', 'is the business of whatsapp alone'],
    ['apps/api/test/account-get.test.ts', 'typeorm', 'typeorm is the business of store alone'],
    ['libs/store/src/store.ts', 'bullmq', 'bullmq is the business of coordination alone'],
    ['libs/store/src/store.ts', '@nestjs/typeorm', '@nestjs/typeorm is the business of api alone'],
    [
      'libs/sandbox/src/codec.ts',
      '@whiskeysockets/baileys',
      '@whiskeysockets/baileys is the business of whatsapp alone',
    ],
    ['libs/contract/src/ids.ts', 'lodash', 'uses lodash'],
    ['libs/contract/src/ids.ts', 'node:crypto', 'uses node:crypto, but must also run in a browser'],
    ['apps/dashboard/src/main.tsx', 'fs', 'uses fs, but must also run in a browser'],
  ])('%s must not use %s', (file, specifier, why) => {
    expect(said(file, specifier)).toContain(why);
  });

  it.each([
    ['apps/api/src/main.ts', 'rxjs/operators', 'rxjs is not a dependency in apps/api/package.json'],
    ['libs/store/src/store.ts', 'vitest', 'vitest is not a dependency in libs/store/package.json'],
    ['apps/worker/src/main.ts', '@parley/contract', '@parley/contract is not a dependency in apps/worker/package.json'],
    ['tools/start/main.ts', 'yaml', 'yaml is not a dependency in package.json'],
  ])('%s must declare %s', (file, specifier, why) => {
    expect(said(file, specifier)).toContain(why);
  });
});

describe('references of the compiler', () => {
  it.each([
    [[], 'a dependency but no reference'],
    [['libs/contract', 'libs/runtime'], 'a reference but no dependency'],
  ])('%j are not what the store depends on', (references, why) => {
    const faults = boundaryFaults(house({ projects: [contract, { ...store, references }] }));
    expect(faults).toMatchObject([{ where: 'libs/store/tsconfig.json', what: expect.stringContaining(why) }]);
  });
});
