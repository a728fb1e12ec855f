import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A real proxy on this machine, with a user and password of its own. */
export type TestProxy = {
  /** With the right password. */
  url: URL;
  /** `host:port`, as OUTBOUND_ALLOW has it. */
  address: string;
  /** Where it was asked to lead, each as `host:port` in the very words. */
  targets: string[];
  /** How many connections it was given, whatever was said on them. */
  connections: () => number;
  /** Takes connections and never says a word. */
  goSilent: () => void;
  /** Ends every connection, and takes no more until `start`. */
  stop: () => Promise<void>;
  start: () => Promise<void>;
};

export type ProxyScheme = 'http' | 'https' | 'socks5';

/** They are encoded in a URL. */
const user = 'us:er@home';
const password = 'pass/wörd %41';
/** As it is written in the URL. */
export const encodedPassword = encodeURIComponent(password);

export const startProxy = async (
  scheme: ProxyScheme,
  certificate: { key: string; cert: string } = { key: '', cert: '' },
): Promise<TestProxy> => {
  const sockets = new Set<Duplex>();
  const targets: string[] = [];
  let [connections, isSilent, port] = [0, false, 0];

  /** It knows every name, and each of them is this machine. */
  const lead = async (client: Duplex, target: string): Promise<boolean> => {
    targets.push(target);
    const upstream = connect(Number(target.slice(target.lastIndexOf(':') + 1)), '127.0.0.1');
    sockets.add(upstream);
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
    const reached = await once(upstream, 'connect').catch(() => null);
    if (reached !== null) client.pipe(upstream).pipe(client);
    return reached !== null;
  };
  const servers: Readonly<Record<ProxyScheme, () => Server>> = {
    http: () => listenForConnect(createHttpServer(), lead),
    https: () => listenForConnect(createHttpsServer(certificate), lead),
    socks5: () => createServer((socket) => void speakSocks(socket, lead)),
  };
  const server = servers[scheme]();
  const silent = server.listeners('connection');
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
  });

  const start = async (): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  };
  await start();
  return {
    url: new URL(`${scheme}://${encodeURIComponent(user)}:${encodedPassword}@127.0.0.1:${port}`),
    address: `127.0.0.1:${port}`,
    targets,
    connections: () => connections,
    goSilent: () => {
      if (isSilent) return;
      isSilent = true;
      for (const listener of silent)
        if (typeof listener === 'function') Reflect.apply(server.off, server, ['connection', listener]);
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
    start,
  };
};

type Lead = (client: Duplex, target: string) => Promise<boolean>;

const listenForConnect = (server: Server, lead: Lead): Server => {
  const right = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return server.on('connect', (request: { url: string; headers: Record<string, string> }, client: Duplex) => {
    client.on('error', () => undefined);
    const answer = (line: string): void => void client.write(`HTTP/1.1 ${line}\r\n\r\n`);
    if (request.headers['proxy-authorization'] !== right) answer('407 Proxy Authentication Required');
    else void lead(client, request.url).then((isReached) => answer(isReached ? '200 OK' : '502 Bad Gateway'));
  });
};

/** RFC 1928, and RFC 1929 for user and password; each part comes whole here. */
const speakSocks = async (client: Socket, lead: Lead): Promise<void> => {
  const hear = async (): Promise<Buffer> => {
    const [bytes]: unknown[] = await once(client, 'data');
    client.pause();
    return bytes instanceof Buffer ? bytes : Buffer.alloc(0);
  };
  const say = (...bytes: number[]): void => void client.resume().write(Buffer.from(bytes));
  try {
    const methods = await hear();
    if (!methods.subarray(2).includes(2)) return void client.end(Buffer.from([5, 0xff]));
    say(5, 2);
    const said = await hear();
    const [userLength = 0] = said.subarray(1);
    const isRight = said.subarray(2, 2 + userLength).toString() === user;
    if (!isRight || said.subarray(3 + userLength).toString() !== password) return void client.end(Buffer.from([1, 1]));
    say(1, 0);
    const asked = await hear();
    const isReached = await lead(client, targetOf(asked));
    return say(5, isReached ? 0 : 5, 0, 1, 0, 0, 0, 0, 0, 0);
  } catch {
    return void client.destroy();
  }
};

const targetOf = (asked: Buffer): string => {
  const port = asked.readUInt16BE(asked.length - 2);
  const host = asked[3] === 1 ? [...asked.subarray(4, 8)].join('.') : asked.subarray(5, -2).toString();
  return `${host}:${port}`;
};
