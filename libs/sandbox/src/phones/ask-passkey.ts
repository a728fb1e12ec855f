import { randomBytes } from 'node:crypto';
import type { Connection } from '../connections/connection.ts';
import { notification } from '../delivery/notification.ts';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { Refused } from '../refused.ts';
import { serverJid } from '../wire/jid.ts';
import { node } from '../wire/node.ts';

/** Some accounts may link a device only where the passkey of their owner is at hand. The client is asked for it and,
 * since none of ours has one, is never linked; the phone waits in vain. What stands in the request is not known from
 * the real service but for its name and that it is what a browser would be asked (WebAuthn). */
export const askPasskey = (
  network: Network,
  { account, connection }: { account: Account; connection: Connection },
): void => {
  if (network.faults.strike('passkey-asked', { account: account.phone }) === null) return;
  const options = {
    challenge: randomBytes(32).toString('base64url'),
    rpId: 'whatsapp.com',
    userVerification: 'required',
  };
  connection.send(
    notification(network, { from: serverJid, type: 'passkey_prologue_request' }, [
      node('passkey_request_options', {}, Buffer.from(JSON.stringify(options))),
    ]),
  );
  throw new Refused('this account links a device only with a passkey, and the client has none');
};
