import { releaseReceipts } from '../contacts/react.ts';
import type { LinkedDevice } from '../directory/account.ts';
import { type Network, secondsNow } from '../network.ts';
import { leave } from '../people/leave.ts';
import { hangUp } from '../phones/hang-up.ts';
import { route } from '../stanzas/route.ts';
import { closingWords } from '../wire/closing-words.ts';
import { lidServer, serverJid, toJid } from '../wire/jid.ts';
import { node } from '../wire/node.ts';
import type { Connection, Stream } from './connection.ts';

/** A linked device is back. It has one connection: an older one gives way. */
export const login = (network: Network, connection: Connection, device: LinkedDevice): Stream => {
  const { account } = device;
  if (device.connection !== null) hangUp(network, device.connection, closingWords(440));
  device.connection = connection;
  device.mailbox.rewind();
  connection.account = account.phone;
  network.ledger.write({ kind: 'login', account: account.phone, connection: connection.id });
  network.live.tell({ kind: 'account', phone: account.phone });
  releaseReceipts(network, account);
  connection.send(
    node('success', {
      from: serverJid,
      t: secondsNow(network),
      lid: toJid(account.lid, lidServer, device.id),
      display_name: account.name,
      props: 27,
      abprops: 1,
      location: 'sandbox',
    }),
  );
  const from = { connection, account, device };
  return {
    receive: (stanza) => route(network, from, stanza),
    end: () => {
      if (device.connection === connection) {
        device.connection = null;
        leave(network, device);
      }
      network.live.tell({ kind: 'account', phone: account.phone });
    },
  };
};
