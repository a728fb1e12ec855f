import { secondsNow } from '../network.ts';
import { tellOtherDevices } from '../people/tell-other-devices.ts';
import { bytesOf, getAttribute, getChild, node } from '../wire/node.ts';
import { checkLength } from './check-length.ts';
import { type QueryHandler, Refusal } from './handler.ts';

const longestAbout = 139;

/** A client says something else about itself. */
const about: QueryHandler = {
  name: 'status',
  xmlns: 'status',
  type: 'set',
  child: 'status',
  answer: (network, { account }, iq) => {
    const text = checkLength(bytesOf(getChild(iq, 'status')).toString(), longestAbout);
    account.profile.about = { text, at: secondsNow(network) };
    return [];
  },
};

/** What is written in new chats of a client disappears after another time than before. */
const disappearing: QueryHandler = {
  name: 'disappearing-mode',
  xmlns: 'disappearing_mode',
  type: 'set',
  child: 'disappearing_mode',
  answer: (network, { account, device }, iq) => {
    const seconds = Number(getAttribute(getChild(iq, 'disappearing_mode'), 'duration'));
    if (!Number.isSafeInteger(seconds) || seconds < 0) throw new Refusal(400, 'bad-request');
    const at = secondsNow(network);
    account.profile.disappearing = { seconds, at };
    tellOtherDevices(network, device, node('disappearing_mode', { duration: seconds, t: at }));
    return [];
  },
};

/** What a business says of itself. Nobody here is one. */
const business: QueryHandler = {
  name: 'business-profile',
  xmlns: 'w:biz',
  type: 'get',
  child: 'business_profile',
  answer: () => [node('business_profile', { v: '244' }, [])],
};

/** Which bots there are: none. */
const bots: QueryHandler = {
  name: 'bots',
  xmlns: 'bot',
  type: 'get',
  child: 'bot',
  answer: () => [node('bot', { v: '2' }, [node('section', { type: 'all' }, [])])],
};

export const profile: readonly QueryHandler[] = [about, disappearing, business, bots];
