import { describe, expect, it } from 'vitest';
import { type Closing, outcomeOf } from './close-reasons.ts';

const at = new Date('2026-01-01T00:00:00Z');
const closed = (statusCode: number, data?: unknown, message = 'Connection Failure'): Closing => ({
  how: 'closed',
  error: Object.assign(new Error(message), { output: { statusCode }, data }),
});
const linked = (closing: Closing) => {
  const { condition, next, until } = outcomeOf(closing, { isLinked: true, wasSteady: false, at });
  return [condition.state, condition.reason, next, until?.toISOString() ?? null];
};
const unlinked = (closing: Closing) => {
  const { condition, next } = outcomeOf(closing, { isLinked: false, wasSteady: true, at });
  return [condition.state, condition.reason, next];
};
const conflict = (type: string) => ({ tag: 'conflict', attrs: { type } });
const refused = (code: number, more: Record<string, string> = {}) => closed(code, { reason: String(code), ...more });
const qrOver = closed(408, undefined, 'QR refs attempts ended');

describe('of a linked device', () => {
  it.each([
    ['400 of a server that could not prove itself', closed(400), 'disconnected', 'connection_refused', 'open_later'],
    ['400', refused(400), 'needs_human', 'unknown_refusal', 'wait_for_person'],
    ['401', refused(401), 'logged_out', 'removed_on_phone', 'wait_for_person'],
    ['401, removed', closed(401, conflict('device_removed')), 'logged_out', 'removed_on_phone', 'wait_for_person'],
    [
      'removed without 401',
      closed(440, conflict('device_removed')),
      'logged_out',
      'removed_on_phone',
      'wait_for_person',
    ],
    ['402', refused(402), 'restricted', 'temporarily_banned', 'wait_for_person'],
    ['403', refused(403), 'banned', 'banned', 'wait_for_person'],
    ['405', refused(405), 'needs_human', 'client_outdated', 'wait_for_person'],
    ['406', refused(406), 'needs_human', 'unknown_refusal', 'wait_for_person'],
    ['408', closed(408), 'disconnected', 'not_answering', 'open_later'],
    ['409', refused(409), 'needs_human', 'unknown_refusal', 'wait_for_person'],
    ['411', refused(411), 'needs_human', 'unknown_refusal', 'wait_for_person'],
    ['415', refused(415), 'needs_human', 'unknown_refusal', 'wait_for_person'],
    ['419', refused(419), 'needs_human', 'unknown_refusal', 'wait_for_person'],
    ['428', closed(428), 'disconnected', 'connection_lost', 'open_later'],
    ['429', refused(429), 'disconnected', 'connection_refused', 'open_later'],
    ['440', closed(440), 'disconnected', 'replaced', 'check_lease_then_open'],
    ['440, replaced', closed(440, conflict('replaced')), 'disconnected', 'replaced', 'check_lease_then_open'],
    ['replaced, said as 401', closed(401, conflict('replaced')), 'disconnected', 'replaced', 'check_lease_then_open'],
    ['500', closed(500), 'disconnected', 'connection_lost', 'open_later'],
    ['501', refused(501), 'disconnected', 'whatsapp_unavailable', 'open_later'],
    ['503', closed(503), 'disconnected', 'whatsapp_unavailable', 'open_later'],
    ['515', closed(515), 'connecting', 'restarting', 'open_now'],
    ['a number nobody knows', refused(499), 'needs_human', 'unknown_refusal', 'wait_for_person'],
    ['no error', { how: 'closed', error: undefined }, 'disconnected', 'connection_lost', 'open_later'],
    ['an error of another kind', { how: 'closed', error: 'x' }, 'disconnected', 'connection_lost', 'open_later'],
    ['a refused upgrade', { how: 'refused_upgrade', status: 403 }, 'disconnected', 'connection_refused', 'open_later'],
    ['silence', { how: 'silent' }, 'disconnected', 'not_answering', 'open_later'],
    ['a proxy in between', { how: 'proxy_refused' }, 'disconnected', 'proxy_refused', 'open_later'],
    ['garbage', { how: 'unreadable' }, 'disconnected', 'connection_lost', 'open_later'],
    ['a vault that refuses', { how: 'not_recorded' }, 'disconnected', 'connection_lost', 'check_lease_then_open'],
    ['keys that are none', { how: 'keys_unusable' }, 'logged_out', 'keys_lost', 'wait_for_person'],
  ] satisfies [string, Closing, string, string, string][])('%s', (_what, closing, state, reason, next) => {
    expect(linked(closing)).toEqual([state, reason, next, null]);
  });

  it.each([
    ['dropped without a word is opened again at once', closed(428), 'open_now'],
    ['that the server ended in trouble waits like any other', closed(503), 'open_later'],
    ['that another took over looks at the lease first', closed(440), 'check_lease_then_open'],
    ['that fell silent waits like any other', { how: 'silent' }, 'open_later'],
  ] satisfies [string, Closing, string][])('a steady connection %s', (_what, closing, next) => {
    expect(outcomeOf(closing, { isLinked: true, wasSteady: true, at }).next).toBe(next);
  });

  it('402 with its seconds tells until when', () => {
    const until = '2026-01-01T01:00:00.000Z';
    expect(linked(refused(402, { expire: '3600' }))).toEqual(['restricted', 'temporarily_banned', 'open_later', until]);
  });

  it.each(['0', '-1', 'soon', '99999999999', '9999999999'])('402 until %s is a ban of unknown length', (expire) => {
    expect(linked(refused(402, { expire }))).toEqual(['restricted', 'temporarily_banned', 'wait_for_person', null]);
  });
});

describe('of a device that was never linked', () => {
  it.each([
    ['401', closed(401), 'disconnected', 'connection_lost', 'fresh_credentials'],
    ['402', refused(402, { expire: '60' }), 'needs_human', 'unknown_refusal', 'wait_for_person'],
    ['403', refused(403), 'needs_human', 'unknown_refusal', 'wait_for_person'],
    ['405', refused(405), 'needs_human', 'client_outdated', 'wait_for_person'],
    ['408', closed(408), 'disconnected', 'not_answering', 'fresh_credentials'],
    ['408 since nobody scanned', qrOver, 'not_started', 'link_ran_out', 'wait_for_person'],
    ['428', closed(428), 'disconnected', 'connection_lost', 'fresh_credentials'],
    ['440', closed(440), 'disconnected', 'connection_lost', 'fresh_credentials'],
    ['503', closed(503), 'disconnected', 'whatsapp_unavailable', 'fresh_credentials'],
    ['515', closed(515), 'connecting', 'restarting', 'open_now'],
    [
      'a refused upgrade',
      { how: 'refused_upgrade', status: 429 },
      'disconnected',
      'connection_refused',
      'fresh_credentials',
    ],
    ['a vault that refuses', { how: 'not_recorded' }, 'disconnected', 'connection_lost', 'check_lease_then_open'],
    ['a code that is not taken', { how: 'code_refused' }, 'not_started', 'code_refused', 'wait_for_person'],
    ['a passkey', { how: 'passkey' }, 'link_blocked', 'passkey_required', 'wait_for_person'],
    ['keys that are none', { how: 'keys_unusable' }, 'logged_out', 'keys_lost', 'wait_for_person'],
  ] satisfies [string, Closing, string, string, string][])('%s', (_what, closing, state, reason, next) => {
    expect(unlinked(closing)).toEqual([state, reason, next]);
  });
});
