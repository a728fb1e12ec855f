import type { DeviceCondition } from '@parley/contract';
import { getHeldDevice, type HeldDevice } from '../devices/held-device.ts';
import { logDevice, type DeviceLogLine } from '../devices/log-device.ts';
import { purgeDevice } from '../devices/purge-device.ts';
import { recordCondition } from '../devices/record-condition.ts';
import type { ShownLink } from '../devices/link.ts';
import { recordLink } from '../devices/record-link.ts';
import { type FoundNumber, recordLinked } from '../devices/record-linked.ts';
import { recordRecovery, type RecoveryStep } from '../devices/record-recovery.ts';
import { type Claiming, claimMessages } from '../messages/claim-messages.ts';
import { failUnsendable } from '../messages/fail-unsendable.ts';
import { type ReceivedMessage, receiveMessages } from '../messages/receive-messages.ts';
import { freezeFirstContacts, type MessageNews, recordNews } from '../messages/record-news.ts';
import { type Resuming, resumeMessages } from '../messages/resume-messages.ts';
import { clearKeys, commitKeys, findKeys, type KeyChange, listKeys } from '../vault/vault.ts';
import { fulfilWish } from '../devices/fulfil-wish.ts';
import type { SessionScope } from './transaction.ts';

export type SessionStore = ReturnType<typeof sessionStore>;

/**
 * The third door: all that the holder of a device's shard reads and records of it. Every write throws `StaleEpoch`
 * where another has become its holder meanwhile.
 */
export const sessionStore = (scope: SessionScope) => ({
  device: {
    /** Throws `StaleEpoch` where the device is gone. */
    get: (): Promise<HeldDevice> => getHeldDevice(scope),
    recordCondition: (change: { condition: DeviceCondition; until: Date | null }) => recordCondition(scope, change),
    recordLink: (link: ShownLink) => recordLink(scope, link),
    recordLinked: (found: FoundNumber) => recordLinked(scope, found),
    recordRecovery: (step: RecoveryStep) => recordRecovery(scope, step),
    /** Only if it is still the wish: a later one stays. */
    fulfil: (wishId: string) => fulfilWish(scope, wishId),
    /** Deletes the row of a device that was deleted, with all that belongs to it. */
    purge: () => purgeDevice(scope),
    log: (lines: readonly DeviceLogLine[]) => logDevice(scope, lines),
  },
  messages: {
    claim: (claiming: Claiming) => claimMessages(scope, claiming),
    record: (news: readonly MessageNews[]) => recordNews(scope, news),
    resume: (resuming: Resuming) => resumeMessages(scope, resuming),
    failUnsendable: () => failUnsendable(scope),
    freezeFirstContacts: (until: Date | null) => freezeFirstContacts(scope, until),
    receive: (received: readonly ReceivedMessage[]) => receiveMessages(scope, received),
  },
  vault: {
    find: (kind: string, ids: readonly string[]) => findKeys(scope, kind, ids),
    /** All of a kind, by id. */
    list: (kind: string) => listKeys(scope, kind),
    commit: (changes: readonly KeyChange[]) => commitKeys(scope, changes),
    clear: () => clearKeys(scope),
  },
});
