import { Agent } from 'undici';
import { type MediaRoute, toMediaRoute } from '../media-route.ts';
import { agentThrough, connectorThrough } from './through-tunnel.ts';
import type { Tunnel } from './tunnel.ts';

/** WhatsApp's own media hosts, through a device's proxy. */
export const mediaThrough = (tunnel: Tunnel): MediaRoute =>
  toMediaRoute(agentThrough(tunnel, { isSecure: true }), new Agent({ connect: connectorThrough(tunnel) }));
