import { type Message, messageStatuses } from '@parley/contract';
import { expect, it } from 'vitest';
import { adviceOf, isCancelable, partnerOf, statusWords, wordsOf } from './words.ts';

const id = '01jd3kabcdefghjkmnpqrstvwx';
const queued: Message = {
  id: `msg_${id}`,
  direction: 'out',
  device: `dev_${id}`,
  from: '+12025550001',
  to: '+12025550100',
  type: 'text',
  text: 'Hello',
  media: null,
  origin: 'api',
  received_while_offline: false,
  status: 'queued',
  is_final: false,
  safe_to_retry: false,
  failure: null,
  whatsapp_id: '3EB0AABBCCDDEEFF001122',
  chat: `cht_${id}`,
  batch_id: null,
  metadata: null,
  created_at: '2026-11-01T10:00:00.000Z',
  send_at: null,
  expires_at: null,
  sent_at: null,
  delivered_at: null,
  read_at: null,
};
const now = new Date('2026-11-01T12:00:00Z');

it('calls a queued message scheduled until its time has come', () => {
  expect(wordsOf({ ...queued, send_at: '2026-11-01T12:00:01.000Z' }, now).name).toBe('Scheduled');
  expect(wordsOf({ ...queued, send_at: '2026-11-01T11:59:59.000Z' }, now).name).toBe('Queued');
  expect(wordsOf({ ...queued, send_at: '2026-11-02T00:00:00.000Z', status: 'canceled' }, now).name).toBe('Canceled');
});

it('never says that a message has arrived before WhatsApp has said so', () => {
  const good = messageStatuses.filter((status) => statusWords[status].tone === 'good');
  expect(good).toEqual(['sent', 'delivered', 'read', 'played']);
  expect(statusWords.sent.sentence).toContain('not come to the recipient');
});

it('advises against a second message where the first may have left', () => {
  expect(adviceOf({ ...queued, status: 'unknown' })).toContain('could arrive twice');
  expect(adviceOf(queued)).toBeNull();
});

it('says of a failure what can be done about it', () => {
  const failure = { code: 'not_on_whatsapp', message: 'No.', retryable: false, action: 'Check the number.' } as const;
  expect(adviceOf({ ...queued, status: 'failed', failure })).toBe('Check the number.');
});

it('lets only be taken back what has not begun to leave', () => {
  const cancelable = messageStatuses.filter((status) => isCancelable({ ...queued, status }));
  expect(cancelable).toEqual(['held', 'queued']);
  expect(isCancelable({ ...queued, direction: 'in', status: 'queued' })).toBe(false);
});

it('names whoever is at the other end', () => {
  expect(partnerOf(queued)).toBe('+12025550100');
  expect(partnerOf({ ...queued, direction: 'in' })).toBe('+12025550001');
  expect(partnerOf({ ...queued, to: null })).toContain('WhatsApp does not tell');
});
