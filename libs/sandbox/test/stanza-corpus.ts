import { queries } from '../src/stanzas/handlers.ts';
import { node, type WireNode } from '../src/wire/node.ts';
import type { Dice } from './dice.ts';

export type Cast = {
  /** A contact's number. */
  contact: string;
  /** Another account, by number and by LID. */
  other: { phone: string; lid: string };
};

const server = '@s.whatsapp.net';
const iq = (xmlns: string, type: string, content: WireNode[], to = server): WireNode =>
  node('iq', { id: 'query', xmlns, type, to }, content);

/** One of each thing that a client says, all of them in order: what a test makes wrong ones of. */
export const stanzaCorpus = (dice: Dice, { contact, other }: Cast): WireNode[] => {
  const key = (id: number): WireNode =>
    node('key', {}, [node('id', {}, Buffer.from([0, 0, id])), node('value', {}, dice.bytes(32))]);
  const signed = node('skey', {}, [
    node('id', {}, Buffer.from([0, 0, 1])),
    node('value', {}, dice.bytes(32)),
    node('signature', {}, dice.bytes(64)),
  ]);
  const enc = node('enc', { v: 2, type: 'msg' }, dice.bytes(80));
  const to = (jid: string): WireNode => node('to', { jid }, [enc]);
  const jids = [`${contact}@s.whatsapp.net`, `${other.phone}@s.whatsapp.net`, `${other.lid}@lid`];
  const group = '120363000000000001@g.us';
  const users = jids.map((jid) => node('user', { jid }));
  return [
    ...queries.map(({ xmlns, type, child, name }) => iq(xmlns, type, [node(child ?? name)])),
    iq('usync', 'get', [
      node('usync', { sid: '1', mode: 'query', last: 'true', index: 0, context: 'message' }, [
        node('query', {}, [node('devices', { version: 2 }), node('lid'), node('contact'), node('status')]),
        node('list', {}, [...users, node('user', {}, [node('contact', {}, `+${other.phone}`)])]),
      ]),
    ]),
    iq('encrypt', 'get', [
      node(
        'key',
        {},
        jids.map((jid) => node('user', { jid, reason: 'identity' })),
      ),
    ]),
    iq('encrypt', 'set', [
      node('registration', {}, dice.bytes(4)),
      node('type', {}, Buffer.from([5])),
      node('identity', {}, dice.bytes(32)),
      node('list', {}, [key(1), key(2)]),
      signed,
    ]),
    iq('encrypt', 'set', [node('rotate', {}, [signed])]),
    iq('w:sync:app:state', 'set', [
      node('sync', {}, [
        node('collection', { name: 'regular', version: 0, return_snapshot: 'true' }),
        node('collection', { name: 'regular_high', version: 0 }, [node('patch', {}, dice.bytes(60))]),
      ]),
    ]),
    iq('privacy', 'set', [node('privacy', {}, [node('category', { name: 'last', value: 'none' })])]),
    iq('privacy', 'set', [
      node(
        'tokens',
        {},
        jids.map((jid) => node('token', { jid, t: 1, type: 'trusted_contact' })),
      ),
    ]),
    iq('blocklist', 'set', [node('item', { action: 'block', jid: jids[0] })]),
    iq('status', 'set', [node('status', {}, Buffer.from('Hello'))]),
    iq('w:profile:picture', 'get', [node('picture', { type: 'preview', query: 'url' })], jids[1]),
    iq('w:profile:picture', 'set', [node('picture', { type: 'image' }, dice.bytes(200))]),
    iq('w:mex', 'get', [node('query', { query_id: '1' }, Buffer.from('{"variables":{}}'))]),
    iq(
      'w:g2',
      'set',
      [
        node(
          'create',
          { subject: 'A group', key: '1' },
          jids.slice(0, 2).map((jid) => node('participant', { jid })),
        ),
      ],
      '@g.us',
    ),
    iq('w:g2', 'get', [node('query', { request: 'interactive' })], group),
    iq(
      'w:g2',
      'set',
      [
        node(
          'add',
          {},
          jids.map((jid) => node('participant', { jid })),
        ),
      ],
      group,
    ),
    iq('md', 'set', [
      node('link_code_companion_reg', { jid: jids[1], stage: 'companion_hello' }, [
        node('link_code_pairing_wrapped_companion_ephemeral_pub', {}, dice.bytes(80)),
        node('companion_server_auth_key_pub', {}, dice.bytes(32)),
        node('link_code_pairing_ref', {}, dice.bytes(10)),
      ]),
    ]),
    node('iq', { id: 'pair-1', type: 'result', to: server }, [
      node('pair-device-sign', {}, [node('device-identity', { 'key-index': 1 }, dice.bytes(90))]),
    ]),
    node('message', { id: 'M1', to: jids[0], type: 'text' }, [
      node('participants', {}, jids.map(to)),
      node('device-identity', {}, dice.bytes(90)),
    ]),
    node('message', { id: 'M2', to: jids[1], type: 'text', from: jids[0], participant: jids[0] }, [
      node('participants', {}, [to(`${other.phone}:1@s.whatsapp.net`), to(`${other.lid}:1@lid`)]),
    ]),
    node('message', { id: 'M3', to: group, type: 'text' }, [
      node('participants', {}, jids.map(to)),
      node('enc', { v: 2, type: 'skmsg' }, dice.bytes(60)),
    ]),
    node('message', { id: 'M4', to: jids[2], type: 'text', category: 'peer' }, [enc]),
    node('receipt', { id: 'R1', to: jids[0], type: 'read', t: 1 }, [
      node('list', {}, [node('item', { id: 'R2' }), node('item', { id: 'R3' })]),
    ]),
    node('receipt', { id: 'R4', to: jids[1], participant: jids[0], from: jids[0] }),
    node('receipt', { id: 'R5', to: jids[1], type: 'retry' }, [
      node('retry', { count: 1, id: 'R5', t: 1, v: 1 }),
      node('registration', {}, dice.bytes(4)),
      node('keys', {}, [
        node('type', {}, Buffer.from([5])),
        node('identity', {}, dice.bytes(32)),
        key(1),
        signed,
        node('device-identity', {}, dice.bytes(90)),
      ]),
    ]),
    node('receipt', { id: 'R6', to: jids[0], type: 'server-error' }, [
      node('encrypt', {}, [node('enc_p', {}, dice.bytes(40)), node('enc_iv', {}, dice.bytes(12))]),
      node('rmr', { jid: jids[0], from_me: 'false' }),
    ]),
    node('ack', { id: 'A1', class: 'message', to: jids[1] }),
    node('ack', { id: 'A2', class: 'receipt', to: jids[0], from: jids[1] }),
    node('presence', { type: 'available', name: 'Somebody' }),
    node('presence', { type: 'subscribe', to: jids[1] }),
    node('chatstate', { to: jids[1], from: jids[0] }, [node('composing')]),
    node('call', { to: jids[1], id: 'C1' }, [node('offer', { 'call-id': 'C2', 'call-creator': jids[1] })]),
    node('notification', { id: 'N1', type: 'encrypt', from: server, to: jids[1] }, [node('count', { value: 0 })]),
    node('stream:error', { code: 515 }),
    node('success', { lid: `${other.lid}@lid` }),
    node('ib', {}, [node('offline_batch', { count: 100 })]),
    node('ib', {}, [node('unified_session', { id: 1 })]),
  ];
};
