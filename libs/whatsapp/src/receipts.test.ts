import { expect, it } from 'vitest';
import { createReceipts } from './receipts.ts';

const own = { id: '12025550001:2@s.whatsapp.net', lid: '90001:2@lid' };
const peer = '12025550100@s.whatsapp.net';

const hear = (): { told: string[]; receipts: ReturnType<typeof createReceipts> } => {
  const told: string[] = [];
  return { told, receipts: createReceipts((id, status) => told.push(`${id} ${status}`)) };
};
const stanza = (attrs: Record<string, string>): { tag: string; attrs: Record<string, string> } => ({
  tag: 'receipt',
  attrs: { id: 'A', from: peer, ...attrs },
});

it('tells each step once, whichever way it comes, and none that lies behind', () => {
  const { told, receipts } = hear();
  const key = { id: 'A', fromMe: true, remoteJid: peer };
  receipts.hearStanza(stanza({}), own);
  receipts.hearStatus(key, 3);
  receipts.hearStatus(key, 4);
  receipts.hearStanza(stanza({ type: 'read' }), own);
  receipts.hearStanza(stanza({}), own);
  receipts.hearStanza(stanza({ type: 'played' }), own);
  receipts.hearStatus(key, 5);
  expect(told).toEqual(['A delivered', 'A read', 'A played']);
});

it('tells of every message that one receipt is about', () => {
  const { told, receipts } = hear();
  const item = (id: string): { tag: string; attrs: Record<string, string> } => ({ tag: 'item', attrs: { id } });
  receipts.hearStanza(
    { ...stanza({ type: 'read' }), content: [{ tag: 'list', attrs: {}, content: [item('B'), item('C')] }] },
    own,
  );
  expect(told).toEqual(['A read', 'B read', 'C read']);
});

it.each([
  ['another of our own devices, by its number', { from: '12025550001:5@s.whatsapp.net' }],
  ['another of our own devices, by its LID', { from: '90001:5@lid', type: 'read' }],
  ['another of our own devices, of a chat with somebody', { from: own.id, recipient: peer, type: 'read' }],
  ['our own reading elsewhere', { type: 'read-self' }],
  ['our own sending elsewhere', { type: 'sender' }],
  ['a device that could not decrypt', { type: 'retry' }],
  ['one of the members of a group', { from: '1203@g.us', participant: peer, type: 'read' }],
])('does not count what comes from %s', (_who, attrs) => {
  const { told, receipts } = hear();
  receipts.hearStanza(stanza(attrs), own);
  expect(told).toEqual([]);
});

it.each([
  ['an error', 0, {}],
  ['a server ack', 2, {}],
  ["somebody else's message", 4, { fromMe: false }],
  ['a chat that is not named', 4, { remoteJid: null }],
])('does not take %s for a receipt', (_what, status, key) => {
  const { told, receipts } = hear();
  receipts.hearStatus({ id: 'A', fromMe: true, remoteJid: peer, ...key }, status);
  expect(told).toEqual([]);
});
