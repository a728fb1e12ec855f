import type { ClientRequestArgs } from 'node:http';
import { Agent } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as secure } from 'node:tls';
import { buildConnector } from 'undici';
import type { Tunnel } from './tunnel.ts';

/** Of whoever answers at the other end of a tunnel: the root to trust instead of those that Node brings. */
export type Trust = { ca?: string };

/** For requests of Node's own, such as websockets and Baileys' uploads. */
export const agentThrough = (tunnel: Tunnel, { isSecure, ca }: Trust & { isSecure: boolean }): Agent => {
  const agent = new Agent();
  // Baileys wants this kind of agent also where it connects without TLS, as it does to the sandbox.
  if (!isSecure) Object.assign(agent, { protocol: 'http:' });
  const open = async (options: ClientRequestArgs): Promise<Socket> => {
    const host = options.host ?? '';
    const socket = await tunnel({ host, port: Number(options.port ?? (isSecure ? 443 : 80)) });
    if (!isSecure) return socket;
    // Whoever answers has to prove to be the host that was asked for, not the proxy.
    const servername = isIP(host) === 0 ? host : '';
    return secure({ socket, host, servername, rejectUnauthorized: true, ...(ca && { ca }) });
  };
  agent.createConnection = (options, opened) => {
    open(options).then(
      (socket) => opened?.(null, socket),
      // There is no socket to give where there is an error.
      (error: unknown) => {
        if (opened !== undefined) Reflect.apply(opened, undefined, [error]);
      },
    );
    return undefined;
  };
  return agent;
};

/** For undici, and thereby for `fetch`. */
export const connectorThrough = (tunnel: Tunnel, { ca }: Trust = {}): buildConnector.connector => {
  const secureConnector = buildConnector({ rejectUnauthorized: true, ...(ca && { ca }) });
  return (to, opened) => {
    const isSecure = to.protocol === 'https:';
    tunnel({ host: to.hostname, port: Number(to.port || (isSecure ? 443 : 80)) }).then(
      (socket) => (isSecure ? secureConnector({ ...to, httpSocket: socket }, opened) : opened(null, socket)),
      (error: Error) => opened(error, null),
    );
  };
};
