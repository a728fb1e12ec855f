import { toTimelock } from '../contacts/lock-reachout.ts';
import type { Account } from '../directory/account.ts';
import type { Network } from '../network.ts';
import { getAttribute, getChild, node } from '../wire/node.ts';
import { notUnderstood, type QueryHandler } from './handler.ts';

type Answer = (network: Network, account: Account) => Record<string, unknown>;

/** What can be asked in this way, by the number of the question. Newsletters, which are asked for like this too, are
 * not part of this network. */
const answers: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ['23983697327930364', (network, account) => ({ xwa2_fetch_account_reachout_timelock: toTimelock(network, account) })],
  // Nobody's new chats are counted here, so that nobody is near a limit.
  ['24503548349331633', () => ({ xwa2_message_capping_info: { used_quota: 0, capping_status: 'NONE' } })],
]);

/** The questions that are put as GraphQL. */
export const mex: QueryHandler = {
  name: 'mex',
  xmlns: 'w:mex',
  type: 'get',
  child: 'query',
  answer: (network, { account, connection }, iq) => {
    const id = getAttribute(getChild(iq, 'query'), 'query_id');
    const answer = answers.get(id);
    if (answer === undefined) throw notUnderstood(network, connection, `<iq w:mex get> with query ${id}`);
    return [node('result', {}, Buffer.from(JSON.stringify({ data: answer(network, account) })))];
  },
};
