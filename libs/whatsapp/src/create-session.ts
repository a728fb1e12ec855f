import { withinMs } from '@parley/runtime';
import { createDeviceCache } from './device-cache.ts';
import { createRecipients } from './recipients.ts';
import { sendMessage } from './send.ts';
import type { Session, SessionEvent } from './session.ts';
import { beginStay, type Stay } from './session-stay.ts';
import type { SessionOptions } from './session-options.ts';
import { usualTimes } from './session-times.ts';
import { sessionUrl } from './session-url.ts';
import { silenceLibsignal } from './silence-libsignal.ts';

/** One device's session; it throws here, and only here, where it may not connect to that address. */
export const createSession = (options: SessionOptions): Session => {
  const { vault, logger, tell, config = {}, devices = createDeviceCache() } = options;
  silenceLibsignal();
  const wsUrl = sessionUrl(options.network, options.wsUrl);
  const times = { ...usualTimes, ...options.times };
  const recipients = createRecipients(devices);
  let stay: Stay | null = null;
  let before: Promise<unknown> = Promise.resolve();
  let hasBeenOpen = false;
  let linkedAs = '';

  const say = (event: SessionEvent): void => {
    if (event.kind === 'linked') {
      // It is true of each connection, and news only where it changes.
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

  return {
    open: (linking) => {
      if (stay !== null) return;
      const reason = hasBeenOpen ? 'reconnecting' : 'starting';
      hasBeenOpen = true;
      tell({ kind: 'condition', condition: { state: 'connecting', reason }, next: 'none', until: null });
      const own = beginStay({
        ...options,
        wsUrl,
        times,
        config: { ...config, userDevicesCache: devices, cachedGroupMetadata: recipients.findGroup },
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
      const opened = stay?.opened() ?? null;
      stay?.hush();
      if (opened !== null)
        await withinMs(times.queryMs, opened.socket.logout()).catch((error: unknown) =>
          logger.warn({ err: error }, 'the phone was not told that its device is gone'),
        );
      await hangUp();
      await vault.clear();
      linkedAs = '';
      const condition = { state: 'logged_out', reason: 'unlinked_by_you' } as const;
      tell({ kind: 'condition', condition, next: 'wait_for_person', until: null });
    },
    send: async (outgoing) => {
      const opened = stay?.opened() ?? null;
      if (opened === null) return { acked: false, certain: true, refusedWith: null, why: 'not_connected' };
      return sendMessage(opened.socket, outgoing, { answers: opened.answers, recipients });
    },
  };
};
