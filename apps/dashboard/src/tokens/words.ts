import { type Policy, type Profile, profileScopes, profiles, type Scope, scopes } from '@parley/contract';

/** Each profile in one sentence: what a program with it is for. */
export const profileWords: Record<Profile, { name: string; sentence: string }> = {
  observer: { name: 'Observer', sentence: 'Sees devices, messages, contacts and reports. Sends nothing.' },
  sender: { name: 'Sender', sentence: 'Sends messages and sees whether they arrived. Reads no chats.' },
  responder: { name: 'Responder', sentence: 'Reads chats and replies in them. For assistants that talk to people.' },
  operator: { name: 'Operator', sentence: 'Manages everything in WhatsApp: devices, messages, contacts, groups.' },
};

export const scopeWords: Record<Scope, string> = {
  'devices:read': 'see devices',
  'devices:manage': 'link and unlink devices',
  'messages:send': 'send messages',
  'messages:read': 'read messages and chats',
  'contacts:read': 'see contacts',
  'contacts:manage': 'block contacts and keep opt-outs',
  'chats:manage': 'mark chats as read and show typing',
  'groups:manage': 'manage groups',
  'templates:manage': 'manage templates',
  'reports:read': 'see reports',
  'webhooks:manage': 'manage webhooks',
  'members:manage': 'manage members',
  'audit:read': 'read the audit log',
  'billing:manage': 'manage billing',
  'tokens:manage': 'manage tokens',
  'settings:manage': 'change settings',
};

/** What a token may do, in as few words as say it. */
export const grantWords = (granted: readonly Scope[]): string => {
  if (scopes.every((scope) => granted.includes(scope))) return 'Everything';
  const profile = profiles.find((each) => isSame(profileScopes[each], granted));
  if (profile) return profileWords[profile].name;
  const words = scopes.filter((scope) => granted.includes(scope)).map((scope) => scopeWords[scope]);
  const sentence = new Intl.ListFormat('en').format(words);
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
};

/** What narrows a token beside its scopes, each in a word or two. */
export const policyWords = ({ read_only, devices, chats, ips, tools }: Policy): string[] => [
  ...(read_only ? ['Read only'] : []),
  ...(devices ? [`Only ${count(devices, 'device')}`] : []),
  ...(chats ? [`Only ${count(chats, 'chat')}`] : []),
  ...(tools ? [`Only ${count(tools, 'tool')}`] : []),
  ...(ips ? [`Only from ${ips.length > 2 ? count(ips, 'address', 'addresses') : ips.join(', ')}`] : []),
];

const count = (some: readonly string[], one: string, more = `${one}s`): string =>
  `${some.length} ${some.length === 1 ? one : more}`;

const isSame = (some: readonly Scope[], others: readonly Scope[]): boolean =>
  some.length === others.length && some.every((scope) => others.includes(scope));
