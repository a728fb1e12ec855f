import type { DeviceCondition, DeviceState } from '@parley/contract';
import type { Logger } from '@parley/runtime';
import { type HeldDevice, StaleEpoch } from '@parley/store';
import type { Session, SessionOptions } from '@parley/whatsapp';
import type { DispatchTimes } from '../messages/dispatch-times.ts';
import { createInbox } from '../messages/inbox.ts';
import type { MessageMetrics } from '../messages/message-metrics.ts';
import { createOutbox } from '../messages/outbox.ts';
import { recordReceived } from '../messages/record-received.ts';
import { applyEvent } from './apply-event.ts';
import { createDeviceLog } from './device-log.ts';
import type { Held, InSession } from './held.ts';
import { createJournal } from './journal.ts';
import { createOwnSession } from './own-session.ts';
import { createReactions } from './reactions.ts';
import { createRecovering } from './recovering.ts';
import { createRecovery } from './recovery.ts';
import type { RecoveryTimes } from './recovery-times.ts';
import { createReopening } from './reopening.ts';
import { createVault } from './vault.ts';
import { wantOf } from './wants.ts';
import { createWishes } from './wishes.ts';

/** One device, for as long as this process holds its shard: between what its row wants and what its session does. */
export type Runner = {
  /** Looks at the device's row and does what there is to do: a wish, a session to open, a row to delete. */
  tend: () => Promise<void>;
  /** Sends what there is to send, if there is a connection; otherwise looks after the device first. */
  send: () => Promise<void>;
  session: () => Session | null;
  state: () => DeviceState | null;
  /** Hangs up, and resolves once nothing more is written for the device. */
  close: () => Promise<void>;
};

/** What runners of one process share. */
export type RunnerDeps = {
  inSession: InSession;
  logger: Logger;
  createSession: (own: Pick<SessionOptions, 'vault' | 'tell' | 'logger'> & { proxy: string | null }) => Session;
  /** Waits until a linked device may connect again. False once the signal is aborted. */
  takeTurn: (signal: AbortSignal) => Promise<boolean>;
  times: RecoveryTimes;
  dispatchTimes: DispatchTimes;
  messageMetrics: MessageMetrics;
  /** Puts a device that has something to send into the queue of its shard. */
  nudgeToSend: (held: Held) => void;
};

export const createRunner = (held: Held, deps: RunnerDeps): Runner => {
  const { inSession, times } = deps;
  const logger = deps.logger.child({ device: held.deviceId });
  const vault = createVault(held, inSession);
  const isOurs = (): boolean => held.shard.isMine();
  const closing = new AbortController();
  let lastTurn: Promise<void> = Promise.resolve();

  const journal = createJournal({
    write: (work) => inSession(held, work),
    mayWrite: isOurs,
    logger,
    onNumberTaken: () => void inTurn(async () => wishes.giveNumberBack(await getRow())),
    onStale: () => void leaveAlone(),
  });
  const log = createDeviceLog({ write: (lines) => inSession(held, ({ device }) => device.log(lines)), logger });
  const recovery = createRecovery({ times, now: () => performance.now() });
  const reopening = createReopening({ times, askForTurn: deps.takeTurn, tend: () => void tend(), logger });
  const own = createOwnSession({
    make: (session) => deps.createSession({ ...session, vault, logger }),
    log,
    hear: (event) => {
      // What WhatsApp says of messages is written down to the last.
      const isOfMessage = event.kind === 'ack' || event.kind === 'receipt';
      if (closing.signal.aborted && !isOfMessage) return;
      applyEvent(event, reactions);
      recovering.look();
      if (event.kind !== 'condition') return;
      outbox.hearCondition(event);
      // It may be that what it has to send can never be sent, once the row says so.
      if (event.next === 'wait_for_person') void journal.caughtUp().then(() => deps.nudgeToSend(held));
    },
  });
  const outbox = createOutbox({
    held,
    inSession,
    session: () => own.find(),
    putBack: () => deps.nudgeToSend(held),
    times: deps.dispatchTimes,
    metrics: deps.messageMetrics,
    logger,
  });
  const inbox = createInbox({
    write: (heard) => inSession(held, (store) => recordReceived(store, heard)),
    logger,
  });
  const forgetKeys = (): void => void inTurn(vault.clear);
  const reactions = createReactions({
    own,
    journal,
    reopening,
    recovery,
    isOurs,
    forgetKeys,
    ofMessage: outbox.hear,
    received: inbox.hear,
  });
  const recovering = createRecovering({
    recovery,
    own,
    journal,
    restart: (trouble) => {
      void hangUp();
      journal.became({ state: 'connecting', reason: 'reconnecting' });
      if (trouble === 'not_connecting') reopening.restLonger('lost');
      else reopening.rest(0);
    },
    giveUp: () => {
      void hangUp();
      journal.became({ state: 'needs_human', reason: 'restarts_in_vain' });
      reopening.rest(Number.POSITIVE_INFINITY);
    },
  });
  const wishes = createWishes({
    own,
    journal,
    reopening,
    recovery,
    vault,
    closing: closing.signal,
    times,
    // What is on its way arrives before its keys are gone, or its connection is.
    restFromSending: outbox.rest,
    hangUp: () => hangUp(),
    deleteRow: () => inSession(held, ({ device }) => device.purge()),
  });

  const getRow = (): Promise<HeldDevice> => inSession(held, ({ device }) => device.get());

  const hangUp = (): Promise<void> => {
    reopening.callOff();
    recovery.away();
    return own.hangUp();
  };

  /** Postgres takes nothing of ours for it: either the shard is lost, and we are closed before long, or the device is
   * gone, and we are forgotten. */
  const leaveAlone = async (): Promise<void> => {
    await hangUp();
    if (!closing.signal.aborted) reopening.rest(againMs());
  };

  /** One thing after the other. What fails is tried again before long. */
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    lastTurn = lastTurn.then(act).catch(async (error: unknown) => {
      if (error instanceof StaleEpoch) return leaveAlone();
      if (closing.signal.aborted) return;
      logger.warn({ err: error }, 'the device is looked after again before long');
      // It is ours to mend, and none of WhatsApp's business: no longer pauses for it.
      if (!own.isLiving() && !reopening.isResting()) reopening.rest(againMs());
    });
    return lastTurn;
  };

  const look = async (): Promise<void> => {
    // The row says what is wanted only once it says what we know.
    await journal.caughtUp();
    if (closing.signal.aborted) return;
    const device = await getRow();
    if (closing.signal.aborted) return;
    own.keepLog(device);
    const want = wantOf(device);
    switch (want.kind) {
      case 'purge':
        return wishes.purge(device);
      case 'link':
        return wishes.link(device, want);
      case 'unlink':
      case 'stop':
      case 'restart':
        return wishes[want.kind](device, want.wishId);
      case 'live':
        return keepOpen(device);
      case 'nothing':
        return;
    }
  };

  const keepOpen = async (device: HeldDevice): Promise<void> => {
    // From now on it goes through another proxy.
    if (!own.suits(device)) {
      await hangUp();
      await own.drop();
    }
    if (closing.signal.aborted || own.isLiving() || reopening.isResting()) return;
    const lockedMs = lockedMsOf(device);
    if (lockedMs > 0) {
      // A holder of before may have said so, whose word counts no more.
      journal.became(temporarilyBanned, { until: device.until });
      return reopening.rest(lockedMs);
    }
    if (!isOurs()) return reopening.rest(soonMs);
    if (reopening.takeTurn()) return own.open(device);
    if (journal.condition()?.state !== 'connecting') journal.became({ state: 'connecting', reason: own.nextReason() });
  };

  const tend = (): Promise<void> => inTurn(look);

  return {
    tend,
    send: async () => {
      if (own.find()?.health().isOpen !== true) await tend();
      await outbox.drain();
    },
    session: own.find,
    state: () => journal.condition()?.state ?? null,
    close: async () => {
      closing.abort();
      reopening.callOff();
      recovering.stop();
      log.stop();
      await outbox.settle();
      await Promise.all([own.hangUp(), outbox.close(), inbox.close(), journal.close(), lastTurn]);
      await own.hangUp();
    },
  };
};

/** WhatsApp said until when it lets the number do nothing at all. */
const lockedMsOf = ({ reason, until }: HeldDevice): number =>
  reason === 'temporarily_banned' && until !== null ? until.getTime() - Date.now() : 0;

const temporarilyBanned: DeviceCondition = { state: 'restricted', reason: 'temporarily_banned' };

/** Not all devices at the same moment. */
const againMs = (): number => 1_000 * (1 + Math.random());

/** A shard that was only just gained is ours in a moment. */
const soonMs = 100;
