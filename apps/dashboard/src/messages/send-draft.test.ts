import { expect, it } from 'vitest';
import { draftFrom, emptyDraft, toInput, toldDraft } from './send-draft.ts';

const draft = { ...emptyDraft, device: 'dev_1', to: '+1 202 555 0100', text: 'Hello' };

it('asks for no time where it is to be sent now, whatever was typed before', () => {
  expect(toInput({ ...draft, at: '2026-12-01T09:30' })).toEqual({
    device: 'dev_1',
    to: '+1 202 555 0100',
    text: 'Hello',
  });
});

it('turns a time on the wall into one that is the same everywhere', () => {
  const { send_at } = toInput({ ...draft, when: 'later', at: '2026-12-01T09:30' });
  expect(send_at).toBe(new Date(2026, 11, 1, 9, 30).toISOString());
});

it('leaves it to the contract to refuse what is no time', () => {
  expect(toInput({ ...draft, when: 'later' })).toHaveProperty('send_at', '');
});

it('begins with what another page told, and with nothing else that lies there', () => {
  expect(draftFrom(toldDraft({ to: '+12025550100', text: 'Hello' }))).toEqual({ to: '+12025550100', text: 'Hello' });
  expect(draftFrom({ draft: { when: 'later', to: 7 } })).toEqual({});
  expect(draftFrom(null)).toEqual({});
  expect(draftFrom({ draft: null })).toEqual({});
});
