import type { Device, DeviceState, Network, WishKind } from '@parley/contract';
import type { Tone } from '../ui/tone.ts';

export const stateWords: Record<DeviceState, { name: string; tone: Tone }> = {
  not_started: { name: 'Not linked yet', tone: 'idle' },
  connecting: { name: 'Connecting', tone: 'busy' },
  qr_ready: { name: 'Waiting for the scan', tone: 'busy' },
  pairing_code_ready: { name: 'Waiting for the code', tone: 'busy' },
  connected: { name: 'Connected', tone: 'good' },
  disconnected: { name: 'Disconnected', tone: 'bad' },
  restricted: { name: 'Restricted', tone: 'bad' },
  needs_human: { name: 'Needs you', tone: 'bad' },
  stopped: { name: 'Stopped', tone: 'idle' },
  logged_out: { name: 'Unlinked', tone: 'idle' },
  banned: { name: 'Banned', tone: 'bad' },
  link_blocked: { name: 'Cannot be linked', tone: 'bad' },
};

export const networkWords: Record<Network, { name: string; sentence: string }> = {
  live: { name: 'Live', sentence: 'A real WhatsApp number of yours.' },
  sandbox: { name: 'Sandbox', sentence: 'For trying things out, without a phone. It cannot reach real people.' },
};

const wishWords: Record<WishKind, string> = {
  link: 'Asked to link; waiting for a worker.',
  unlink: 'Asked to unlink; waiting for a worker.',
  stop: 'Asked to stop; waiting for a worker.',
  restart: 'Asked to restart; waiting for a worker.',
};

/** What was asked of a device and nobody has begun; null where nothing was, or its linking can be seen. */
export const pendingWords = ({ state, wish }: Device): string | null =>
  wish === null || (wish === 'link' && underWay.includes(state)) ? null : wishWords[wish];

/** What of it can be asked for now: its number joined or left, its session ended or begun again. */
export const waysOf = ({ state, wish, phone }: Device): { canLink: boolean; isLinking: boolean; isLinked: boolean } => {
  const isLinking = wish === 'link' || showing.includes(state);
  // Somebody may stop a device in the middle of its first linking.
  const canLink = !isLinking && (linkable.includes(state) || (state === 'stopped' && phone === null));
  return { canLink, isLinking, isLinked: !isLinking && (!canLink || state === 'banned') };
};

const showing: readonly DeviceState[] = ['qr_ready', 'pairing_code_ready'];
const underWay: readonly DeviceState[] = [...showing, 'connecting'];
const linkable: readonly DeviceState[] = ['not_started', 'logged_out', 'banned', 'link_blocked'];
