import type { Network } from '@parley/contract';
import type { Logger } from '@parley/runtime';
import type { DeviceCache } from './device-cache.ts';
import type { SandboxMedia } from './sandbox-media.ts';
import type { SessionEvent } from './session.ts';
import type { SessionTimes } from './session-times.ts';
import type { Vault } from './vault.ts';
import type { WhatsAppVersion } from './whatsapp-version.ts';

export type SessionOptions = {
  vault: Vault;
  network: Network;
  /** Where the sandbox takes its clients. Live devices know where to go. */
  wsUrl?: string;
  /** Of WhatsApp's web client, asked for anew with each connection. */
  version: () => WhatsAppVersion;
  /** Told of everything, in order. It must not throw. */
  tell: (event: SessionEvent) => void;
  logger: Logger;
  times?: Partial<SessionTimes>;
  /** Which devices people have, where that is to outlive this session. */
  devices?: DeviceCache;
  /** All that the device says to WhatsApp goes by way of this one: `http:`, `https:` or `socks5:`, with user and password. */
  proxy?: URL;
  /** OUTBOUND_ALLOW: each `host:port` here may be a proxy though it is in our own network. */
  allowProxies?: readonly string[];
  /** How a sandbox device reaches the sandbox's media host, and no other. */
  media?: SandboxMedia;
  /** Linking costs most between the scan and the first open connection: it waits there for its turn, whose end is told
   * by what is answered. Showing codes needs none. The signal is that nobody wants it any more. Where it rejects
   * otherwise, the linking goes on without: what was scanned is not to be lost. */
  linkingTurn?: (signal: AbortSignal) => Promise<() => void>;
};
