import { withinMs } from '@parley/runtime';
import { watchAppState } from './app-state.ts';
import { heardBy } from './baileys-logger.ts';
import { compose } from './compose.ts';
import { createDeviceCache } from './device-cache.ts';
import type { MediaRoute } from './media-route.ts';
import { mediaThrough } from './proxy/media-through.ts';
import { createTunnel, type Tunnel } from './proxy/tunnel.ts';
import { createRawLog } from './raw-log.ts';
import { createReachoutLock } from './reachout-lock.ts';
import { createRecipients } from './recipients.ts';
import { createSafeMedia } from './safe-media.ts';
import { sendMessage } from './send.ts';
import type { Session, SessionEvent } from './session.ts';
import { watchHealth } from './session-health.ts';
import { beginStay, type Stay } from './session-stay.ts';
import type { SessionOptions } from './session-options.ts';
import { type SessionTimes, usualTimes } from './session-times.ts';
import { sessionUrl } from './session-url.ts';
import { silenceLibsignal } from './silence-libsignal.ts';

/** One device's session; it throws here, and only here, where it may not connect to that address. */
export const createSession = (options: SessionOptions): Session => {
  const { vault, logger, tell, devices = createDeviceCache() } = options;
  silenceLibsignal();
  const wsUrl = sessionUrl(options.network, options.wsUrl);
  const times = { ...usualTimes, ...options.times };
  const { tunnel, media } = reachOf(options, times);
  const recipients = createRecipients(devices, { questionMs: times.queryMs * 0.8 });
  const watch = watchHealth();
  const appState = watchAppState(tell);
  const rawLog = createRawLog();
  const lock = createReachoutLock();
  const baileysLogger = heardBy({
    wantsStanzas: rawLog.isHeard,
    hear: (about, message) => {
      rawLog.hearLog(about);
      appState.hearLog(about, message);
    },
  });
  let stay: Stay | null = null;
  let before: Promise<unknown> = Promise.resolve();
  let hasBeenOpen = false;
  let linkedAs = '';

  const say = (event: SessionEvent): void => {
    if (event.kind === 'linked') {
      // It is true of each connection; a stay says it once. The next says it again: the number may have been taken from
      // the device meanwhile, and what we said may never have been written down.
      const is = JSON.stringify(event);
      if (is === linkedAs) return;
      linkedAs = is;
    }
    tell(event);
  };

  const hangUp = async (): Promise<void> => {
    stay?.end();
    stay = null;
    await before;
  };

  /** Whether the phone was told. */
  const leave = async (leaving: Stay | null, over: Promise<unknown>): Promise<boolean> => {
    const opened = leaving?.opened() ?? null;
    leaving?.hush();
    const told = opened === null ? Promise.resolve(false) : opened.socket.logout().then(() => true);
    const isTold = await withinMs(times.queryMs, told).catch((error: unknown) => {
      logger.warn({ err: error }, 'the phone was not told that its device is gone');
      return false;
    });
    leaving?.end();
    await over;
    await vault.clear();
    return isTold;
  };

  return {
    open: (linking) => {
      if (stay !== null) return;
      const reason = hasBeenOpen ? 'reconnecting' : 'starting';
      hasBeenOpen = true;
      linkedAs = '';
      tell({ kind: 'condition', condition: { state: 'connecting', reason }, next: 'none', until: null });
      const own = beginStay({
        ...options,
        wsUrl,
        times,
        config: {
          fetchAgent: media.fetchAgent,
          options: media.options,
          logger: baileysLogger,
          userDevicesCache: devices,
          cachedGroupMetadata: recipients.findGroup,
        },
        tunnel,
        listen: (socket) => {
          watch.listen(socket);
          appState.listen(socket);
          rawLog.listen(socket);
        },
        lock,
        paired: () => {
          lock.changed({ isLocked: false, until: null });
          appState.forget();
        },
        linking: linking ?? null,
        say,
        after: before,
      });
      stay = own;
      before = own.over.then((outcome) => {
        if (stay === own) stay = null;
        if (outcome !== null) tell({ kind: 'condition', ...outcome });
      });
    },
    close: hangUp,
    unlink: async () => {
      const left = leave(stay, before);
      // Whoever opens it meanwhile begins when nothing of it is there any more.
      stay = null;
      before = left.catch(() => undefined);
      const isTold = await left;
      const condition = { state: 'logged_out', reason: 'unlinked_by_you' } as const;
      if (stay === null) tell({ kind: 'condition', condition, next: 'wait_for_person', until: null });
      return isTold;
    },
    send: async (outgoing) => {
      const opened = stay?.opened() ?? null;
      if (opened === null) return { acked: false, certain: true, refusedWith: null, why: 'not_connected' };
      return sendMessage(opened.socket, outgoing, { answers: opened.answers, recipients, ackMs: times.ackMs });
    },
    compose: async (to, state) => {
      const opened = stay?.opened() ?? null;
      if (opened !== null) await compose(opened.socket, { to, state }, recipients);
    },
    resync: async () => {
      const opened = stay?.opened() ?? null;
      return opened !== null && appState.resync(opened, times.resyncMs);
    },
    health: () => watch.health((stay?.opened() ?? null) !== null),
    logRaw: rawLog.set,
    checkNumber: async (phone) => {
      const opened = stay?.opened() ?? null;
      return opened === null ? null : recipients.check(opened.socket, phone);
    },
  };
};

/** By which way all that the device says goes: through its proxy, or straight. */
const reachOf = (
  { proxy, allowProxies = [], media }: SessionOptions,
  { connectMs }: SessionTimes,
): { tunnel: Tunnel | null; media: MediaRoute } => {
  if (proxy === undefined) return { tunnel: null, media: media ?? safeMedia };
  // Before Baileys gives up by itself, and says only that nobody answers.
  const tunnel = createTunnel({ proxy, allow: allowProxies, limitMs: connectMs * 0.8 });
  return { tunnel, media: media?.through(tunnel) ?? mediaThrough(tunnel) };
};

/** For all of them: connections to the same host are shared. */
const safeMedia = createSafeMedia();
