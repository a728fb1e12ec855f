import { Agent as UploadAgent } from 'node:https';
import { Agent, type Dispatcher } from 'undici';
import { type MediaRoute, toMediaRoute } from './media-route.ts';
import { agentThrough, connectorThrough } from './proxy/through-tunnel.ts';
import type { Tunnel } from './proxy/tunnel.ts';

/** What sessions of the sandbox network, and our own downloads, need to reach the sandbox's media host and no other. */
export type SandboxMedia = MediaRoute & {
  /** The same for a device that has a proxy. */
  through: (tunnel: Tunnel) => MediaRoute;
};

const whatsApp = 'https://mmg.whatsapp.net';
const loopback = new Set(['127.0.0.1', '[::1]', '::1', 'localhost']);

/**
 * Whatever is asked of WhatsApp's media host is asked of the sandbox's, by the authority that the sandbox says is its
 * own. Any other place is refused before it is called, so that nothing of a sandbox device ever reaches the internet. It
 * throws for a media host that is not on this machine.
 */
export const createSandboxMedia = ({ mediaUrl, caPem }: { mediaUrl: string; caPem: string }): SandboxMedia => {
  const { protocol, hostname, port, origin } = new URL(mediaUrl);
  if (protocol !== 'https:' || !loopback.has(hostname) || port === '')
    throw new Error("The sandbox's media host must be on this machine: https: to a loopback address.");
  const isSandbox = (host: string, itsPort: string): boolean => loopback.has(host) && itsPort === port;

  const toSandbox: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
    const asked = new URL(String(options.origin));
    if (asked.origin !== whatsApp && !(asked.protocol === 'https:' && isSandbox(asked.hostname, asked.port)))
      throw new Error(notTheSandbox(asked.origin));
    return dispatch({ ...options, origin: asked.origin === whatsApp ? origin : asked.origin }, handler);
  };
  const toRoute = (fetchAgent: UploadAgent, dispatcher: Agent): MediaRoute =>
    toMediaRoute(kept(fetchAgent, isSandbox), dispatcher.compose(toSandbox));
  return {
    ...toRoute(new UploadAgent({ ca: caPem }), new Agent({ connect: { ca: caPem } })),
    through: (tunnel) =>
      toRoute(
        agentThrough(tunnel, { isSecure: true, ca: caPem }),
        new Agent({ connect: connectorThrough(tunnel, { ca: caPem }) }),
      ),
  };
};

/** Keeps an agent from calling anybody else. */
const kept = (agent: UploadAgent, isSandbox: (host: string, port: string) => boolean): UploadAgent => {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const host = String(options.host);
    const port = String(options.port);
    if (isSandbox(host, port)) return connect(options, callback);
    throw new Error(notTheSandbox(`${host}:${port}`));
  };
  return agent;
};

const notTheSandbox = (place: string): string => `${place} is not the sandbox, and was not called.`;
