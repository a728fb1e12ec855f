import type { Logger } from '@parley/runtime';
import type { UserFacingSocketConfig, WAVersion } from '@whiskeysockets/baileys';
import type { DeviceCache } from './device-cache.ts';
import type { SessionEvent } from './session.ts';
import type { SessionTimes } from './session-times.ts';
import type { Network } from './session-url.ts';
import type { Vault } from './vault.ts';

export type SessionOptions = {
  vault: Vault;
  network: Network;
  /** Where the sandbox takes its clients. Live devices know where to go. */
  wsUrl?: string;
  /** Of WhatsApp's web client, asked for anew with each connection. */
  version: () => WAVersion;
  /** Told of everything, in order. It must not throw. */
  tell: (event: SessionEvent) => void;
  logger: Logger;
  times?: Partial<SessionTimes>;
  /** Which devices people have, where that is to outlive this session. */
  devices?: DeviceCache;
  /** What else Baileys is to be told: proxies, what media hosts to trust, where messages to be sent again are found. */
  config?: Partial<UserFacingSocketConfig>;
};
