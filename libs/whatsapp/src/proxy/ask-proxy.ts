import type { Socket } from 'node:net';

/** Where a connection is to lead. The proxy looks the name up. */
export type Target = { host: string; port: number };

/** Has a proxy lead a connection to it on to the target. Where it rejects, the socket is left to whoever called. */
export type AskProxy = (socket: Socket, proxy: URL, target: Target) => Promise<void>;
