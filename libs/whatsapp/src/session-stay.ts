import type { DeviceCondition } from '@parley/contract';
import { canFail } from '@parley/runtime';
import { jidDecode, jidNormalizedUser, type UserFacingSocketConfig, type WASocket } from '@whiskeysockets/baileys';
import { type Closing, isRestart, type Outcome, outcomeOf, restartedInVain } from './close-reasons.ts';
import { type Connection, type News, openConnection } from './connection.ts';
import { createDecryptedMessages } from './decrypted-messages.ts';
import type { Tunnel } from './proxy/tunnel.ts';
import { hearMessages } from './hear-messages.ts';
import { createLinkingTurn } from './linking-turn.ts';
import { findKept } from './kept-messages.ts';
import type { ReachoutLock } from './reachout-lock.ts';
import { createSentMessages } from './sent-messages.ts';
import type { Linking, SessionEvent } from './session.ts';
import type { SessionOptions } from './session-options.ts';
import type { SessionTimes } from './session-times.ts';
import { openVaultState, type VaultState } from './vault-state.ts';

/** One stay of a device with WhatsApp: from `open` until it is over, across the new connections that the server wants. */
export type Stay = {
  /** The connection that may be written to. */
  opened: () => Connection | null;
  /** From here on it says nothing of how the device is. */
  hush: () => void;
  /** Hangs up, and says nothing of it. */
  end: () => void;
  /** Resolves once nothing more is written to the vault, with how the device is; null where it was hung up. */
  over: Promise<Outcome | null>;
};

export type StayOptions = Pick<SessionOptions, 'vault' | 'version' | 'logger' | 'linkingTurn'> & {
  wsUrl: string;
  times: SessionTimes;
  config: Partial<UserFacingSocketConfig>;
  tunnel: Tunnel | null;
  /** It outlives a stay. */
  lock: ReachoutLock;
  /** The device belongs to a number anew: what was known of how it is does not hold any more. */
  paired: () => void;
  /** Listens on each socket from its making. */
  listen: (socket: WASocket) => void;
  /** Null where nobody asked for it: a device without credentials shows QR codes then, and one with unusable ones
   * waits for a person. */
  linking: Linking | null;
  /** What has to be over before this stay touches the vault. */
  after: Promise<unknown>;
  say: (event: SessionEvent) => void;
};

/** So often in a row the server may want a new connection before any was open. */
const maxRestarts = 4;

export const beginStay = (options: StayOptions): Stay => {
  const { vault, linking, logger, lock, say } = options;
  let isWanted = true;
  let connection: Connection | null = null;
  let isOpen = false;
  let restarts = 0;
  let [openedAt, heldMs] = [Infinity, 0];
  const turn = createLinkingTurn(options);
  let refusal: Closing | null = null;

  const refused = (error: unknown): void => {
    logger.warn({ err: error }, 'the vault takes no more writes for this device');
    refusal = { how: 'not_recorded' };
    connection?.end(refusal);
  };
  const tell = (event: SessionEvent): void => {
    if (isWanted) say(event);
  };

  /** The one place where what happens on a connection becomes what we say of it. */
  const hear = (state: VaultState, news: News): void => {
    switch (news.kind) {
      case 'creds':
        void state.saveCreds();
        break;
      case 'qr':
        tell(living({ state: 'qr_ready', reason: 'waiting_for_scan' }));
        tell({ kind: 'link', link: { by: 'qr', text: news.text }, expiresAt: news.expiresAt });
        break;
      case 'code':
        tell(living({ state: 'pairing_code_ready', reason: 'waiting_for_code' }));
        tell({ kind: 'link', link: { by: 'code', code: news.code }, expiresAt: news.expiresAt });
        break;
      case 'paired':
        options.paired();
        void tellLinked(state);
        break;
      case 'open':
        isOpen = true;
        openedAt = performance.now();
        turn.end();
        restarts = 0;
        void tellLinked(state);
        lock.opened(tell);
        break;
      case 'lock':
        lock.changed(news);
        break;
      // Whatever is known of a message is worth knowing, also while we hang up.
      case 'ack':
      case 'receipt':
        say(news);
        break;
    }
  };

  /** Not before it is written down: what we said cannot be forgotten. */
  const tellLinked = async (state: VaultState): Promise<void> => {
    await state.saveCreds();
    const { me } = state.auth.creds;
    const phone = jidDecode(me?.id)?.user;
    if (refusal !== null || phone === undefined) return;
    const lid = me?.lid === undefined ? null : jidNormalizedUser(me.lid);
    tell({ kind: 'linked', phone, lid, name: me?.name ?? me?.verifiedName ?? null });
  };

  const connect = async (state: VaultState): Promise<Closing> => {
    const { version, times, config, wsUrl, tunnel, listen } = options;
    isOpen = false;
    openedAt = Infinity;
    const messages = hearMessages({ state, tell: say });
    const own = openConnection({
      state,
      wsUrl,
      version: version(),
      linking: linking ?? { by: 'qr' },
      times,
      config: {
        ...config,
        ...createSentMessages({ vault, state, times }),
        ...createDecryptedMessages({ vault, state, toKeep: messages.toKeep }),
      },
      tunnel,
      listen: (socket) => {
        listen(socket);
        messages.listen(socket);
      },
      hear: (news) => hear(state, news),
    });
    connection = own;
    const closing = await own.ended;
    lock.closed();
    connection = null;
    isOpen = false;
    heldMs = performance.now() - openedAt;
    return closing;
  };

  const connectInTurn = async (state: VaultState): Promise<Closing> => {
    try {
      await turn.begin(state);
      return isWanted ? (refusal ?? (await connect(state))) : hungUp;
    } finally {
      turn.end();
    }
  };

  const toOutcome = (closing: Closing, state: VaultState | null): Outcome =>
    outcomeOf(closing, {
      isLinked: state?.isLinked() ?? false,
      wasSteady: heldMs >= options.times.steadyMs,
      at: new Date(),
    });

  const openState = async (): Promise<VaultState | null> => {
    const state = await openVaultState({ vault, refused });
    if (state !== null || linking === null) return state;
    // Whoever links anew gives up what was there.
    await vault.clear();
    return openVaultState({ vault, refused });
  };

  const live = async (): Promise<Outcome> => {
    await options.after;
    // Also where the device is linked anew, which takes all of it away.
    for (const event of await findKept(vault)) say(event);
    let state = await openState();
    let closing: Closing = { how: 'keys_unusable' };
    while (isWanted && state !== null) {
      closing = await connectInTurn(state);
      const outcome = toOutcome(closing, state);
      if (!isWanted || refusal !== null || !isRestart(outcome) || (restarts += 1) >= maxRestarts) break;
      tell(living(outcome.condition));
      if (state.isLinked()) continue;
      // What was begun for one connection is worth nothing on another.
      await state.seal();
      state = await openState();
    }
    await state?.seal();
    return toOutcome(refusal ?? closing, state);
  };

  const over = live()
    .catch((error: unknown): Outcome => {
      logger.warn({ err: error }, 'the session did not come to its end by itself');
      return toOutcome({ how: 'not_recorded' }, null);
    })
    .then(async (outcome) => {
      if (!isWanted) return null;
      if (outcome.condition.reason === 'removed_on_phone')
        await canFail(vault.clear(), 'the keys open nothing any more, as the next try will find out too', logger);
      return isRestart(outcome) ? restartedInVain : outcome;
    });

  return {
    opened: () => (isOpen ? connection : null),
    hush: () => {
      isWanted = false;
    },
    end: () => {
      isWanted = false;
      turn.giveUp();
      connection?.end(hungUp);
    },
    over,
  };
};

const hungUp: Closing = { how: 'closed', error: undefined };

type Told = Extract<SessionEvent, { kind: 'condition' }>;

const living = (condition: DeviceCondition): Told => ({ kind: 'condition', condition, next: 'none', until: null });
