import { z } from 'zod';
import { bePresent } from '../people/be-present.ts';
import { showTyping } from '../people/show-typing.ts';
import { Refused } from '../refused.ts';
import { call, type ControlCall } from './call.ts';
import { getContact, toTarget } from './shapes.ts';

export const contactPresenceCalls: readonly ControlCall[] = [
  call({
    method: 'POST',
    path: '/contacts/:phone/presence',
    body: z.strictObject({ to: z.string(), state: z.enum(['online', 'offline', 'typing', 'recording', 'paused']) }),
    answer: (network, { params, body: { to, state } }) => {
      const contact = getContact(network, params['phone']);
      const target = toTarget(to);
      if (network.directory.findByJid(target) === undefined && network.groups.find(target) === undefined)
        throw new Refused(`there is nobody at ${to}`);
      // Whether it is there is seen by all who watch it, whomever it has in mind.
      if (state === 'online' || state === 'offline') bePresent(network, contact, { device: 0, is: state });
      else showTyping(network, contact, { to: target, is: state });
      return {};
    },
  }),
];
