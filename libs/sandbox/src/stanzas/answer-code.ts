import type { Network } from '../network.ts';
import { wrappedKeyBytes } from '../phones/code-keys.ts';
import { codeLifeMs, type Linking, newRef } from '../phones/linkings.ts';
import { parseJid, phoneServer } from '../wire/jid.ts';
import { bytesOf, getAttribute, getBytes, getChild, MalformedStanza, node, type WireNode } from '../wire/node.ts';
import { Refusal } from './handler.ts';

/** What a client that waits to be linked says about a code: that it shows one, or what it makes of the one that its
 * phone has entered. */
export const answerCode = (network: Network, linking: Linking, iq: WireNode): WireNode[] => {
  const said = getChild(iq, 'link_code_companion_reg');
  switch (getAttribute(said, 'stage')) {
    case 'companion_hello':
      return hello(network, linking, said);
    case 'companion_finish':
      return finish(linking, said);
    default:
      throw new MalformedStanza('<link_code_companion_reg> has a stage nobody knows');
  }
};

/** The newest code of a client is the one that counts. */
const hello = (network: Network, linking: Linking, said: WireNode): WireNode[] => {
  const { user, server } = parseJid(getAttribute(said, 'jid'));
  if (server !== phoneServer || network.directory.findByPhone(user)?.kind !== 'phone')
    throw new Refusal(400, 'there is no such phone');
  if (!getBytes(said, 'companion_server_auth_key_pub', 32).equals(linking.noiseKey))
    throw new Refusal(400, 'this is not the key of this connection');
  for (const tag of ['companion_platform_id', 'companion_platform_display', 'link_code_pairing_nonce'])
    bytesOf(getChild(said, tag));
  const wrappedKey = getBytes(said, 'link_code_pairing_wrapped_companion_ephemeral_pub', wrappedKeyBytes);
  // Whoever is entering the code before this one will not hear of it any more.
  linking.code?.finish?.(Buffer.alloc(0));
  const at = network.clock.now();
  linking.code = { phone: user, ref: newRef(), wrappedKey, at, until: at + codeLifeMs, finish: null };
  return [
    node('link_code_companion_reg', { stage: 'companion_hello' }, [
      node('link_code_pairing_ref', {}, Buffer.from(linking.code.ref)),
    ]),
  ];
};

const finish = ({ code, identity }: Linking, said: WireNode): WireNode[] => {
  const ref = bytesOf(getChild(said, 'link_code_pairing_ref')).toString();
  const take = code?.ref === ref ? code.finish : null;
  if (take === null) throw new Refusal(400, 'no phone has entered this code');
  const isSame = getBytes(said, 'companion_identity_public', 32).equals(identity);
  const bundle = bytesOf(getChild(said, 'link_code_pairing_wrapped_key_bundle'));
  if (!take(isSame ? bundle : Buffer.alloc(0))) throw new Refusal(400, 'the phone has entered another code');
  return [];
};
