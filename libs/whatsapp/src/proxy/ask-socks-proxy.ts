import { SocksClient } from 'socks';
import type { AskProxy } from './ask-proxy.ts';

/** What SOCKS 5 asks for, with the user and password that the proxy's URL has. */
export const askSocksProxy: AskProxy = async (socket, proxy, { host, port }) => {
  const { username, password } = proxy;
  await SocksClient.createConnection({
    command: 'connect',
    destination: { host, port },
    // The address is not looked at, since the connection is there.
    proxy: {
      type: 5,
      host: proxy.hostname,
      port: Number(proxy.port || 1080),
      ...(username === '' ? {} : { userId: decodeURIComponent(username), password: decodeURIComponent(password) }),
    },
    existing_socket: socket,
  });
};
