import type { Socket } from 'node:net';
import { createSafeConnect, errorCode, type SafeConnect, withinMs } from '@parley/runtime';
import { askHttpProxy } from './ask-http-proxy.ts';
import type { AskProxy, Target } from './ask-proxy.ts';
import { askSocksProxy } from './ask-socks-proxy.ts';

/** A connection through a device's proxy. It rejects where the proxy is the reason that there is none, with an error that
 * says no word of the proxy's address, user or password. */
export type Tunnel = (target: Target) => Promise<Socket>;

export type TunnelOptions = {
  proxy: URL;
  /** OUTBOUND_ALLOW: each `host:port` here may be a proxy though it is in our own network. */
  allow: readonly string[];
  /** Until the proxy has let us through. */
  limitMs: number;
  /** For tests. */
  connect?: SafeConnect;
};

const asking: Readonly<Record<string, AskProxy>> = {
  'http:': askHttpProxy,
  'https:': askHttpProxy,
  'socks5:': askSocksProxy,
};

/** It throws, and only here, for a proxy of a kind that we cannot speak to. */
export const createTunnel = ({
  proxy,
  allow,
  limitMs,
  connect = createSafeConnect({ allow }),
}: TunnelOptions): Tunnel => {
  const ask = asking[proxy.protocol];
  if (ask === undefined) throw new Error('A proxy is at an http:, https: or socks5: address.');

  const open = async (target: Target, limit: AbortSignal): Promise<Socket> => {
    const socket = await connect(proxy);
    const cut = (): void => void socket.destroy();
    socket.on('error', ignore);
    limit.addEventListener('abort', cut);
    if (limit.aborted) cut();
    try {
      await ask(socket, proxy, target);
    } catch (error) {
      cut();
      throw error;
    } finally {
      limit.removeEventListener('abort', cut);
    }
    return socket.off('error', ignore);
  };

  return async (target) => {
    const limit = new AbortController();
    try {
      return await withinMs(limitMs, open(target, limit.signal));
    } catch (error) {
      limit.abort();
      throw notThrough(error);
    }
  };
};

const ignore = (): void => undefined;

/** What others say of a failure may hold the whole proxy: of it only a code of the system's is told on. */
const notThrough = (error: unknown): Error => {
  const code = errorCode(error);
  return new Error(`the device's proxy does not take the connection${code === undefined ? '' : ` (${code})`}`);
};
