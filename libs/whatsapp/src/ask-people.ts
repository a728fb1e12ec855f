import {
  extractDeviceJids,
  type FullJid,
  jidNormalizedUser,
  USyncQuery,
  type USyncQueryResultList,
  USyncUser,
  type WASocket,
} from '@whiskeysockets/baileys';

/** What is asked of the server itself, past Baileys' own asking, behind which all other sends of a device wait. */
export type PeopleSocket = Pick<WASocket, 'user' | 'executeUSyncQuery' | 'signalRepository' | 'authState'>;

/** Whether somebody has this number. The address may differ from it by a digit, as in Brazil. */
export type AskedNumber = { onWhatsApp: false } | { onWhatsApp: true; jid: string; lid: string | null };

export const askNumber = async (socket: PeopleSocket, phone: string): Promise<AskedNumber> => {
  const question = new USyncQuery().withContactProtocol().withLIDProtocol();
  const list = await ask(socket, question.withUser(new USyncUser().withPhone(`+${phone}`)));
  const found = list.find(({ contact }) => contact === true);
  return found === undefined
    ? { onWhatsApp: false }
    : { onWhatsApp: true, jid: jidNormalizedUser(found.id), lid: lidOf(found) };
};

/**
 * Which devices these people have, by the user part of their addresses. `hear` is told in the turn of the answer, before
 * any notice of a change that came after it.
 *
 * Baileys' own question has new keys handed out with each answer, which use up one-time keys of those people and begin
 * the conversation anew. Here only who has no conversation with us yet is given one, by whoever asserts it later; which
 * LID a number has is learned all the same, and a changed one leads to a new conversation by itself.
 */
export const askDevices = async (
  socket: PeopleSocket,
  people: readonly string[],
  hear: (devices: ReadonlyMap<string, FullJid[]>) => void,
): Promise<void> => {
  const question = new USyncQuery().withContext('message').withDeviceProtocol().withLIDProtocol();
  for (const jid of people) question.withUser(new USyncUser().withId(jid));
  const list = await ask(socket, question);
  const devices = Map.groupBy(
    extractDeviceJids(list, socket.user?.id ?? '', socket.user?.lid ?? '', false),
    ({ user }) => user,
  );
  hear(devices);
  await socket.signalRepository.lidMapping.storeLIDPNMappings(
    list.flatMap((about) => {
      const lid = lidOf(about);
      return lid === null ? [] : [{ lid, pn: about.id }];
    }),
  );
  await keepLists(socket, devices);
};

/** Baileys moves conversations from numbers to LIDs by these, device by device. */
const keepLists = async ({ authState }: PeopleSocket, devices: ReadonlyMap<string, FullJid[]>): Promise<void> => {
  const lists = Object.fromEntries(
    [...devices].map(([user, own]): [string, string[]] => [user, own.map(({ device = 0 }) => String(device))]),
  );
  const kept = await authState.keys.get('device-list', Object.keys(lists));
  const changed = Object.entries(lists).filter(([user, list]) => kept[user]?.join() !== list.join());
  if (changed.length > 0) await authState.keys.set({ 'device-list': Object.fromEntries(changed) });
};

const ask = async (socket: PeopleSocket, question: USyncQuery): Promise<USyncQueryResultList[]> => {
  const answer = await socket.executeUSyncQuery(question);
  if (answer === undefined) throw new Error('nobody answers what we ask about people');
  return answer.list;
};

const lidOf = ({ lid }: USyncQueryResultList): string | null =>
  typeof lid === 'string' && lid !== '' ? jidNormalizedUser(lid) : null;
