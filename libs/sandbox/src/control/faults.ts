import { z } from 'zod';
import { codesOf } from '../faults/codes.ts';
import { actions } from '../faults/fault.ts';
import { strikeOpenConnections } from '../stanzas/strike-connection.ts';
import { Refused } from '../refused.ts';
import { call, type ControlCall } from './call.ts';
import { nothing, phoneNumber } from './shapes.ts';

/** A rule, as it is asked for. `match.account` is the phone whose device it strikes; `match.contact` whom that device
 * writes to, hears from or asks about: a number, or the id of a group; `match.stanza` a tag, and for questions also
 * their xmlns, what they hold, or the name of whoever answers them (`usync`, `prekeys`, `privacy`).
 *
 * `close`, `black-hole` and `garbage-frame` that name neither contact nor stanza strike the open connections at once,
 * and those to come at the first thing they say. Nobody has said who is there when `refuse-upgrade` and
 * `bad-certificate` strike, so with an account they do while one of its linked devices is away, whoever connects. */
const asked = z.strictObject({
  match: z
    .strictObject({
      account: phoneNumber.optional(),
      contact: z.union([phoneNumber, z.string().regex(/^\d{5,}(?:-\d+)?(?:@g\.us)?$/u)]).optional(),
      stanza: z.string().min(1).optional(),
    })
    .default({}),
  action: z.enum(actions),
  times: z.number().int().min(1).optional(),
  probability: z.number().min(0).max(1).optional(),
  seed: z.number().int().optional(),
  delayMs: z.number().int().min(0).optional(),
  code: z.number().int().optional(),
  /** Of `close` with 401: the device is removed, but the code is not said. */
  codeless: z.boolean().optional(),
});

export const faultCalls: readonly ControlCall[] = [
  call({
    method: 'POST',
    path: '/faults',
    body: asked,
    answer: (network, { body }) => {
      checkCode(body);
      const { contact } = body.match;
      const fault = network.faults.add({ ...body, match: { ...body.match, contact: contact?.replace(/@.*$/u, '') } });
      strikeOpenConnections(network, fault);
      return { id: fault.id };
    },
  }),
  call({
    method: 'GET',
    path: '/faults',
    body: nothing,
    answer: ({ faults }) => faults.list(),
  }),
  call({
    method: 'DELETE',
    path: '/faults',
    body: nothing,
    answer: ({ faults }) => faults.clear(),
  }),
];

const checkCode = ({ action, code, codeless }: z.output<typeof asked>): void => {
  const known = codesOf[action] ?? [];
  if (code !== undefined && !known.includes(code))
    throw new Refused(
      known.length === 0 ? `${action} has no code` : `${action} with ${code}: it can have ${known.join(', ')}`,
    );
  if (codeless === true && (action !== 'close' || code !== 401))
    throw new Refused('only a close with 401 can leave its code unsaid');
};
