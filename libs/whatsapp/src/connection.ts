import { makeWASocket, type UserFacingSocketConfig, type WASocket, type WAVersion } from '@whiskeysockets/baileys';
import { type Answers, hearAnswers } from './answers.ts';
import { askForCode } from './ask-for-code.ts';
import { unheard } from './baileys-logger.ts';
import type { Closing } from './close-reasons.ts';
import { cutOff } from './cut-off.ts';
import { agentThrough } from './proxy/through-tunnel.ts';
import type { Tunnel } from './proxy/tunnel.ts';
import type { Linking, SessionEvent } from './session.ts';
import type { SessionTimes } from './session-times.ts';
import { isUnreadable, ownStrays } from './stray-rejections.ts';
import type { VaultState } from './vault-state.ts';
import { watchSilence } from './watch-silence.ts';

/** What happens on one connection, in the order in which it does. */
export type News =
  | { kind: 'qr'; text: string; expiresAt: Date }
  | { kind: 'code'; code: string; expiresAt: Date }
  /** The device belongs to a number now; the server will want a new connection. */
  | { kind: 'paired' }
  | { kind: 'open' }
  /** Until then it may write to nobody new; null where that is over, or nobody knows until when. */
  | { kind: 'lock'; isLocked: boolean; until: Date | null }
  | { kind: 'creds' }
  | Extract<SessionEvent, { kind: 'ack' | 'receipt' }>;

export type Connection = {
  socket: WASocket;
  answers: Answers;
  /** Resolves with why it ended, once it is really gone. */
  ended: Promise<Closing>;
  /** Hangs up for this reason, unless it has ended for another. */
  end: (why: Closing) => void;
};

export type ConnectionOptions = {
  state: VaultState;
  wsUrl: string;
  version: WAVersion;
  linking: Linking;
  times: SessionTimes;
  config: Partial<UserFacingSocketConfig>;
  /** Through the device's proxy, where it has one. */
  tunnel: Tunnel | null;
  listen: (socket: WASocket) => void;
  hear: (news: News) => void;
};

/** Of the codes that a QR shows one after the other, the server gives six. */
const qrCodes = 6;

/** One socket of Baileys, from its making to its end, with an eye on everything that Baileys itself does not notice. */
export const openConnection = (options: ConnectionOptions): Connection => {
  const { state, times, linking, hear } = options;
  const { promise: ended, resolve } = Promise.withResolvers<Closing>();
  let why: Closing | null = null;
  const reach = toReach(options, () => end({ how: 'proxy_refused' }));
  const hearStray = (error: unknown): void => {
    if (isUnreadable(error) || !state.isLinked()) end({ how: 'unreadable' });
  };
  const socket = ownStrays(hearStray, () => makeWASocket({ ...configOf(options), ...reach }));
  options.listen(socket);
  const silence = watchSilence(socket, times, () => end({ how: 'silent' }));

  const gone = (): void => {
    silence.stop();
    clearTimeout(cutting);
    resolve(why ?? { how: 'closed', error: undefined });
  };
  let cutting: NodeJS.Timeout | undefined;
  /** Baileys waits for the other side to hang up too, which may never come. */
  const hurry = (): void => {
    cutting ??= setTimeout(() => {
      cutOff(socket);
      cutting = setTimeout(gone, times.hangUpMs);
    }, times.hangUpMs);
  };
  const end = (reason: Closing): void => {
    why ??= reason;
    hurry();
    void socket.end(undefined);
  };

  const answers = hearAnswers(socket, hear);
  let [qrs, isPairing] = [0, false];
  const showQr = (text: string): void => {
    silence.begun();
    qrs += 1;
    const lives = times.qrMs ?? (qrs === 1 ? 60_000 : 20_000);
    if (linking.by === 'qr') hear({ kind: 'qr', text, expiresAt: new Date(Date.now() + lives) });
    else if (qrs === 1) void showCode(linking.phone);
  };
  const showCode = async (phone: string): Promise<void> => {
    const lives = times.qrMs === undefined ? 160_000 : qrCodes * times.qrMs;
    const code = await askForCode(socket, phone, times.queryMs);
    if (why !== null) return;
    if (code === null) end({ how: 'code_refused' });
    else hear({ kind: 'code', code, expiresAt: new Date(Date.now() + lives) });
  };

  socket.ev.on('creds.update', () => hear({ kind: 'creds' }));
  socket.ev.on('connection.update', ({ connection, qr, isNewLogin, lastDisconnect, reachoutTimeLock }) => {
    if (connection === 'close') {
      why ??= { how: 'closed', error: lastDisconnect?.error };
      gone();
    }
    if (why !== null) return;
    if (qr !== undefined && !isPairing) showQr(qr);
    if (isNewLogin === true) {
      isPairing = true;
      silence.beginAgain();
      hear({ kind: 'paired' });
    }
    if (connection === 'open') {
      silence.begun();
      hear({ kind: 'open' });
    }
    if (reachoutTimeLock !== undefined)
      hear({
        kind: 'lock',
        isLocked: reachoutTimeLock.isActive === true,
        until: reachoutTimeLock.timeEnforcementEnds ?? null,
      });
  });
  // Baileys subscribes to it and does nothing, so that nobody hears of a refusal.
  socket.ws.on('unexpected-response', (_request: unknown, { statusCode = 0 }: { statusCode?: number }) =>
    end({ how: 'refused_upgrade', status: statusCode }),
  );
  socket.ws.on('CB:notification,type:passkey_prologue_request', () => end({ how: 'passkey' }));
  for (const last of ['CB:stream:error', 'CB:failure', 'CB:xmlstreamend']) socket.ws.on(last, hurry);

  return { socket, answers, ended, end };
};

const configOf = ({ state, wsUrl, version, times, config }: ConnectionOptions): UserFacingSocketConfig => ({
  logger: unheard,
  ...config,
  auth: state.auth,
  waWebSocketUrl: wsUrl,
  version,
  connectTimeoutMs: times.connectMs,
  keepAliveIntervalMs: times.keepAliveMs,
  defaultQueryTimeoutMs: times.queryMs,
  ...(times.qrMs === undefined ? {} : { qrTimeout: times.qrMs }),
  // Of what we send ourselves an ack tells, not Baileys' own echo of what it has only written.
  emitOwnEvents: false,
  // A write that the vault refused is refused for good: the session ends, and nothing waits for it meanwhile.
  transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 0 },
});

/** How the server is reached. Of a proxy that does not let us through, Baileys would only say that nobody answers. */
const toReach = ({ tunnel, wsUrl }: ConnectionOptions, refused: () => void): Pick<UserFacingSocketConfig, 'agent'> => {
  if (tunnel === null) return {};
  const tellingTunnel: Tunnel = async (target) => {
    try {
      return await tunnel(target);
    } catch (error) {
      refused();
      throw error;
    }
  };
  return { agent: agentThrough(tellingTunnel, { isSecure: wsUrl.startsWith('wss:') }) };
};
