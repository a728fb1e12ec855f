import { freePolicy, profileScopes, profiles, scopes } from '@parley/contract';
import { expect, it } from 'vitest';
import { grantWords, policyWords, profileWords } from './words.ts';

it.each(profiles)('calls the scopes of %s by the name of the profile, in any order', (profile) => {
  expect(grantWords(profileScopes[profile].toReversed())).toBe(profileWords[profile].name);
});

it('says everything in one word', () => {
  expect(grantWords(scopes)).toBe('Everything');
});

it('says single scopes in words, and none that was not granted', () => {
  expect(grantWords(['messages:send', 'devices:read', 'tokens:manage'])).toBe(
    'See devices, send messages, and manage tokens',
  );
  expect(grantWords(['audit:read'])).toBe('Read the audit log');
});

it('says whatever narrows a token, and nothing of one that is not narrowed', () => {
  expect(policyWords(freePolicy)).toEqual([]);
  const narrowed = { ...freePolicy, read_only: true, chats: ['+491701234567'], tools: ['get_chat', 'list_chats'] };
  expect(policyWords({ ...narrowed, ips: ['203.0.113.7'] })).toEqual([
    'Read only',
    'Only 1 chat',
    'Only 2 tools',
    'Only from 203.0.113.7',
  ]);
  expect(policyWords({ ...freePolicy, ips: ['10.0.0.1', '10.0.0.2', '10.0.0.3'] })).toEqual(['Only from 3 addresses']);
});
