import { expect, it } from 'vitest';
import { toldOf } from './timeline-words.ts';

const entry = { type: 'message.status', status: 'sending', attempt: 1, failure: null } as const;

it('says when a message was tried again, and that its id is the same', () => {
  expect(toldOf(entry)).not.toContain('again');
  expect(toldOf({ ...entry, attempt: 2 })).toBe('Given to WhatsApp again, with the same id: try 2.');
  const unknown = { ...entry, status: 'unknown' } as const;
  expect(toldOf(unknown)).toContain('No confirmation came');
  expect(toldOf({ ...unknown, attempt: 3 })).toContain('again, with the same id: try 3');
});

it('says why a message failed', () => {
  const failure = { code: 'not_on_whatsapp', message: 'No such number.', retryable: false, action: '' } as const;
  expect(toldOf({ ...entry, status: 'failed', failure })).toBe('Failed. No such number.');
});

it('tells of the accept, whatever the status was then', () => {
  expect(toldOf({ ...entry, type: 'message.accepted', status: 'queued', attempt: 0 })).toContain('kept');
});
