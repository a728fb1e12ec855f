import { notification } from '../delivery/notification.ts';
import type { Account, LinkedDevice } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { Refused } from '../refused.ts';
import { serverJid } from '../wire/jid.ts';
import { agree, createKeyPair } from '../wire/keys.ts';
import { node } from '../wire/node.ts';
import { checkRoom } from './add-device.ts';
import { openBundle, unwrapKey, wrapKey } from './code-keys.ts';
import { linkDevice } from './link-device.ts';
import type { CodeOffer, Linking } from './linkings.ts';
import { waitForClient } from './wait-for-client.ts';

/** Enters the code that a client shows, as a person does with the phone whose number the client was given. However it
 * is grouped, and in small letters too: most codes have capitals alone. After a wrong one the client still waits. */
export const enterCode = async (network: Network, account: Account, text: string): Promise<LinkedDevice> => {
  const typed = text.replace(/[^\dA-Za-z]/gu, '');
  if (typed.length !== 8) throw new Refused('a code has 8 letters or digits');
  const { linking, code } = findOffer(network, account);
  checkRoom(network, account);
  code.finish = () => false;
  try {
    for (const spelling of new Set([typed, typed.toUpperCase()])) {
      const advSecret = await exchange(network, { account, linking, code }, spelling);
      if (advSecret !== null) return await linkDevice(network, { account, linking, advSecret });
    }
  } finally {
    code.finish = null;
  }
  throw new Refused('this is not the code that the client shows');
};

const findOffer = (network: Network, { phone }: Account): { linking: Linking; code: CodeOffer } => {
  const found = network.linkings.findByPhone(phone);
  if (found === undefined) throw new Refused(`no client waits for a code to be entered on ${phone}`);
  if (network.clock.now() >= found.code.until)
    throw new Refused('this code has expired: let the client ask for a new one');
  if (found.code.finish !== null) throw new Refused('a code is being entered for this client already');
  return found;
};

/** Tells the client that a code was entered, and what goes with it; answers the secret that both share then, or null
 * where the client has another code. */
const exchange = async (
  network: Network,
  { account, linking, code }: { account: Account; linking: Linking; code: CodeOffer },
  entered: string,
): Promise<Buffer | null> => {
  const phoneIdentity = account.handset.peer.identity;
  const once = createKeyPair();
  const [theirs, wrapped] = await Promise.all([unwrapKey(entered, code.wrappedKey), wrapKey(entered, once.public)]);
  const shared = agreeUnlessWrong(once.private, theirs);
  if (shared === null) return null;
  const finish = { shared, phoneIdentity, clientIdentity: linking.identity };
  const head = { from: serverJid, type: 'link_code_companion_reg' };
  return waitForClient<Buffer | null>(network, linking, (hear) => {
    code.finish = (bundle) => {
      const secret = openBundle(bundle, finish);
      hear(secret);
      return secret !== null;
    };
    linking.connection.send(
      notification(network, head, [
        node('link_code_companion_reg', { stage: 'primary_hello' }, [
          node('link_code_pairing_wrapped_primary_ephemeral_pub', {}, wrapped),
          node('primary_identity_pub', {}, phoneIdentity.public),
          node('link_code_pairing_ref', {}, Buffer.from(code.ref)),
        ]),
      ]),
    );
  });
};

/** What a wrong code makes of a key need not be a key at all. */
const agreeUnlessWrong = (own: Buffer, theirs: Buffer): Buffer | null => {
  try {
    return agree(own, theirs);
  } catch {
    return null;
  }
};
