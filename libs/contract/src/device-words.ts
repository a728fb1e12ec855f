import type { DeviceState } from './device-states.ts';

/** The four words for a device of the REST paths that are shaped as WhatsGate's are. */
export const deviceWords = {
  not_started: 'not initialized',
  stopped: 'not initialized',
  connecting: 'disconnected',
  disconnected: 'disconnected',
  restricted: 'disconnected',
  needs_human: 'disconnected',
  qr_ready: 'not connected',
  pairing_code_ready: 'not connected',
  logged_out: 'not connected',
  banned: 'not connected',
  link_blocked: 'not connected',
  connected: 'connected',
} as const satisfies Record<DeviceState, string>;
