import { newId } from '@parley/contract';
import type { HeldDevice } from '@parley/store';
import { expect, it } from 'vitest';
import { wantOf } from './wants.ts';

const askedAt = '2026-01-01T00:00:00.000Z';
const linked: HeldDevice = {
  id: newId('dev'),
  network: 'sandbox',
  state: 'connected',
  reason: 'connected',
  until: null,
  isLinked: true,
  isDeleted: false,
  wish: null,
  proxy: null,
  isLogged: false,
};

it.each(['connected', 'connecting', 'disconnected', 'restricted'] as const)(
  'opens a linked device that is %s',
  (state) => {
    expect(wantOf({ ...linked, state })).toEqual({ kind: 'live' });
  },
);

it.each(['stopped', 'needs_human', 'banned', 'link_blocked', 'logged_out'] as const)(
  'leaves a device that is %s to its people, until they wish something',
  (state) => {
    expect(wantOf({ ...linked, state })).toEqual({ kind: 'nothing' });
    const wish = { id: 'w', askedAt, kind: 'restart' } as const;
    expect(wantOf({ ...linked, state, wish })).toEqual({ kind: 'restart', wishId: 'w' });
  },
);

it('opens no device that is not linked, and deletes one before it does anything else', () => {
  expect(wantOf({ ...linked, isLinked: false, state: 'disconnected' })).toEqual({ kind: 'nothing' });
  expect(wantOf({ ...linked, isDeleted: true, wish: { id: 'w', askedAt, kind: 'unlink' } })).toEqual({ kind: 'purge' });
});

it('links by a code where a number is named, else by QR', () => {
  const wanting = (phone: string | null) =>
    wantOf({ ...linked, isLinked: false, wish: { id: 'w', askedAt, kind: 'link', phone } });
  const wanted = { kind: 'link', wishId: 'w', askedAt: new Date(askedAt) };
  expect(wanting(null)).toEqual({ ...wanted, linking: { by: 'qr' } });
  expect(wanting('491511')).toEqual({ ...wanted, linking: { by: 'code', phone: '491511' } });
});
