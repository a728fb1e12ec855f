import type { Account } from '../directory/account.ts';
import type { Outcome } from '../groups/change-members.ts';
import { toParticipant } from '../groups/to-group-node.ts';
import type { Network } from '../network.ts';
import { childrenOf, getAttribute, node, type WireNode } from '../wire/node.ts';

/** Does something to everybody named in a question, and says for each what became of it; nobody can be named who is
 * not on the network. */
export const forPeopleIn = (network: Network, said: WireNode, act: (people: Account[]) => Outcome[]): WireNode[] => {
  const named = namedIn(network, said);
  return toParticipants(network, named, act(peopleOf(named)));
};

/** Whom a client names, and who that is. */
type Named = { jid: string; account: Account | undefined };

export const namedIn = ({ directory }: Network, said: WireNode): Named[] =>
  childrenOf(said, 'participant').map((participant) => {
    const jid = getAttribute(participant, 'jid');
    return { jid, account: directory.findByJid(jid) };
  });

export const peopleOf = (named: readonly Named[]): Account[] =>
  named.flatMap(({ account }) => (account === undefined ? [] : [account]));

/** What became of each who was named. */
export const toParticipants = (network: Network, named: readonly Named[], outcomes: readonly Outcome[]): WireNode[] => {
  const byLid = new Map(outcomes.map((outcome) => [outcome.lid, outcome]));
  return named.map(({ jid, account }) => {
    const outcome = account && byLid.get(account.lid);
    if (outcome === undefined) return node('participant', { jid, error: account === undefined ? 404 : undefined });
    const { lid, code, invitation } = outcome;
    const { tag, attrs } = toParticipant(network, lid);
    return node(
      tag,
      { ...attrs, error: code === 200 ? undefined : code },
      invitation && [node('add_request', { code: invitation.code, expiration: invitation.expiresAt })],
    );
  });
};
