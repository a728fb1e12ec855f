import { Agent as UploadAgent } from 'node:https';
import { Agent, type Dispatcher } from 'undici';

/** What a session of the sandbox network, and our own downloads, need to reach the sandbox's media host and no other. */
export type SandboxMedia = {
  /** For Baileys' uploads. */
  fetchAgent: UploadAgent;
  /** For Baileys' downloads, of which those of history and app state cannot be given any other host. */
  options: { headers: Record<string, string>; dispatcher: Dispatcher };
  /** The same, for downloads of our own. */
  dispatcher: Dispatcher;
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
  const dispatcher = new Agent({ connect: { ca: caPem } }).compose(toSandbox);
  return { fetchAgent: createUploadAgent(caPem, isSandbox), options: { headers: {}, dispatcher }, dispatcher };
};

const createUploadAgent = (ca: string, isSandbox: (host: string, port: string) => boolean): UploadAgent => {
  const agent = new UploadAgent({ ca });
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
