import { z } from 'zod';
import { call, type ControlCall } from './call.ts';
import { nothing, countOf } from './shapes.ts';

/** Ten years at once: what lies far beyond is no date any more, and there is no way back. */
const longestPushMs = 10 * 365 * 24 * 60 * 60 * 1000;

export const networkCalls: readonly ControlCall[] = [
  call({
    method: 'GET',
    path: '/health',
    body: nothing,
    answer: ({ directory, connections }) => ({ ok: true, accounts: directory.count(), connections: connections.size }),
  }),
  call({
    method: 'GET',
    path: '/network',
    body: nothing,
    answer: ({ addresses, root, mediaAuthority }) => ({
      wsUrl: addresses.ws,
      mediaUrl: addresses.media,
      rootPublicKey: root.public.toString('base64'),
      caPem: mediaAuthority.certificatePem,
    }),
  }),
  call({
    method: 'GET',
    path: '/ledger',
    body: nothing,
    answer: ({ ledger }, { query }) => ledger.since(countOf(query, 'since') ?? 0),
  }),
  call({
    method: 'GET',
    path: '/strangeness',
    body: nothing,
    answer: ({ strangeness }) => strangeness.all(),
  }),
  call({
    method: 'POST',
    path: '/clock',
    body: z.strictObject({ advanceMs: z.number().int().min(0).max(longestPushMs) }),
    answer: async ({ clock }, { body }) => {
      await clock.advance(body.advanceMs);
      return { now: new Date(clock.now()).toISOString() };
    },
  }),
];
