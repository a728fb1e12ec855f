import type { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import type { Network } from '../network.ts';
import { type Linking, newRefs } from '../phones/linkings.ts';
import { hearUnlinked } from '../stanzas/hear-unlinked.ts';
import { serverJid } from '../wire/jid.ts';
import { MalformedStanza, node } from '../wire/node.ts';
import type { Connection, Stream } from './connection.ts';

type Registration = { clientKey: Buffer; pairing: proto.ClientPayload.IDevicePairingRegistrationData };

/** Somebody new: gives the client what to show, and waits for a phone to scan it or to enter its code. */
export const offerLinking = (
  network: Network,
  connection: Connection,
  { clientKey, pairing }: Registration,
): Stream => {
  const gone = new AbortController();
  const linking: Linking = {
    connection,
    refs: newRefs(network.clock.now()),
    code: null,
    noiseKey: clientKey,
    identity: need(pairing.eIdent, 32),
    registrationId: need(pairing.eRegid, 4).readUInt32BE(),
    signedPreKey: {
      id: need(pairing.eSkeyId, 3).readUIntBE(0, 3),
      public: need(pairing.eSkeyVal, 32),
      signature: need(pairing.eSkeySig, 64),
    },
    gone: gone.signal,
  };
  network.linkings.add(linking);
  connection.ask(
    node('iq', { from: serverJid, type: 'set', id: `pair-${connection.id}`, xmlns: 'md' }, [
      node(
        'pair-device',
        {},
        linking.refs.map(({ text }) => node('ref', {}, Buffer.from(text))),
      ),
    ]),
    () => undefined,
  );
  return {
    receive: (stanza) => hearUnlinked(network, linking, stanza),
    end: () => {
      network.linkings.remove(linking);
      gone.abort();
    },
  };
};

const need = (bytes: Uint8Array | null | undefined, length: number): Buffer => {
  if (bytes?.length !== length) throw new MalformedStanza('a registration lacks a key');
  return Buffer.from(bytes);
};
