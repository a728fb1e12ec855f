import { randomBytes } from 'node:crypto';
import { deliverToAll } from '../delivery/deliver.ts';
import { notification } from '../delivery/notification.ts';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { lidServer, phoneServer, toJid } from '../wire/jid.ts';
import { node } from '../wire/node.ts';

/** Somebody trusts another, and says so by a token: who has one may write back, and see what is for contacts alone. */
export const issueToken = (network: Network, account: Account, { to, at }: { to: Account; at: number }): void => {
  const token = randomBytes(16);
  to.profile.tokens.set(account.lid, { token, at });
  const head = {
    from: toJid(account.phone, phoneServer),
    sender_lid: toJid(account.lid, lidServer),
    type: 'privacy_token',
  };
  const told = node('token', { jid: toJid(to.phone, phoneServer), t: at, type: 'trusted_contact' }, token);
  deliverToAll(to, notification(network, head, [node('tokens', {}, [told])]));
};
