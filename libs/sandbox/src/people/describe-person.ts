import type { Account } from '../directory/account.ts';
import { lidServer, parseJid, toJid } from '../wire/jid.ts';
import { node, type WireNode } from '../wire/node.ts';
import { maySee } from './may-see.ts';

type Question = {
  /** Who is asked about; undefined where nobody has this number or LID. */
  about: Account | undefined;
  by: Account;
  /** As which it was asked about. */
  jid: string;
};

/** What can be asked about people: by its name, the answer, or null where there is none. Of those who are not on
 * WhatsApp nothing is told but that. */
export const descriptions: ReadonlyMap<string, (question: Question) => WireNode | null> = new Map([
  ['contact', ({ about }: Question) => node('contact', { type: about?.isOnWhatsApp === true ? 'in' : 'out' })],
  ['devices', present(({ about }) => toDevices(about))],
  [
    'lid',
    // Whoever asks by LID knows it.
    present(({ about, jid }) =>
      parseJid(jid).server === lidServer ? null : node('lid', { val: toJid(about.lid, lidServer) }),
    ),
  ],
  [
    'status',
    present(({ about, by }) => {
      const { text, at } = about.profile.about;
      return maySee(by, { whose: about, setting: 'status' })
        ? node('status', { t: at }, Buffer.from(text))
        : node('status', { code: 401, t: 0 });
    }),
  ],
  [
    'disappearing_mode',
    present(({ about }) => {
      const { seconds, at } = about.profile.disappearing;
      return node('disappearing_mode', { duration: seconds, t: at });
    }),
  ],
  // Nobody here has a name of that kind, and nobody is a bot.
  ['username', () => null],
  ['bot', () => null],
]);

function present(answer: (question: Question & { about: Account }) => WireNode | null) {
  return ({ about, ...question }: Question): WireNode | null =>
    about?.isOnWhatsApp === true ? answer({ ...question, about }) : null;
}

const toDevices = ({ devices }: Account): WireNode =>
  node('devices', {}, [
    node('device-list', {}, [
      node('device', { id: 0 }),
      ...[...devices.values()].map(({ id }) => node('device', { id, 'key-index': id })),
    ]),
  ]);
