import { request } from 'node:http';
import type { AskProxy } from './ask-proxy.ts';

/** `CONNECT`, as an HTTP proxy takes it, with the user and password that its URL has. */
export const askHttpProxy: AskProxy = async (socket, proxy, { host, port }) => {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; head: Buffer }>();
  request({
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...authorization(proxy) },
    createConnection: () => socket,
  })
    // Whatever the proxy says comes as this event, and a connection that ends before as an error.
    .on('connect', ({ statusCode = 0 }, _socket, head) => resolve({ status: statusCode, head }))
    .on('error', reject)
    .end();
  const { status, head } = await promise;
  if (status < 200 || status > 299) throw new Error(`the proxy answers ${status}`);
  if (head.length > 0) socket.unshift(head);
};

const authorization = ({ username, password }: URL): Record<string, string> => {
  if (username === '' && password === '') return {};
  const said = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  return { 'proxy-authorization': `Basic ${said.toString('base64')}` };
};
