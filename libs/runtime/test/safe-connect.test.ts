import { once } from 'node:events';
import { createSafeConnect } from '@parley/runtime';
import { afterAll, describe, expect, it } from 'vitest';
import { createCertificate } from './certificate.ts';
import { hostileNames, hostileUrls } from './hostile-urls.ts';
import { startOutboundServer } from './outbound-server.ts';

const server = await startOutboundServer({ handler: (_request, response) => response.end('inside') });
const certificate = createCertificate(['127.0.0.1']);
const secure = await startOutboundServer({ handler: (_request, response) => response.end('inside'), certificate });
afterAll(() => Promise.all([server.close(), secure.close()]));

const resolve = async (host: string): Promise<string[]> => hostileNames[host] ?? Promise.reject(new Error(host));
const ask = async (socket: Awaited<ReturnType<ReturnType<typeof createSafeConnect>>>): Promise<string> => {
  socket.write('GET / HTTP/1.0\r\n\r\n');
  const [chunk]: unknown[] = await once(socket, 'data');
  socket.destroy();
  return String(chunk);
};

describe('a connection to where a stranger says', () => {
  it('is made to what is allowed by name and port, in any network, and to nothing beside it', async () => {
    const connect = createSafeConnect({ allow: [`LOCALHOST:${server.port}`] });
    for (const scheme of ['http', 'socks5'])
      expect(await ask(await connect(new URL(`${scheme}://user:secret@localhost:${server.port}`)))).toContain('inside');
    await expect(connect(new URL(`http://127.0.0.1:${server.port}`))).rejects.toThrow('public internet');
    await expect(connect(new URL(`http://localhost:${secure.port}`))).rejects.toThrow('public internet');
  });

  it('is secured where the URL says so, by an authority that is trusted', async () => {
    const allow = [`127.0.0.1:${secure.port}`];
    const url = new URL(`https://127.0.0.1:${secure.port}`);
    expect(await ask(await createSafeConnect({ allow, ca: certificate.cert })(url))).toContain('inside');
    await expect(createSafeConnect({ allow })(url)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it('is never made to an address inside, by whatever scheme and however it is written', async () => {
    const connect = createSafeConnect({ allow: [], resolve });
    const before = server.connections();
    // Only of the web's own schemes a backslash ends the host.
    const inside = hostileUrls(server.port).filter(({ kind, url }) => kind === 'address' && !url.includes('\\'));
    expect(inside.length).toBeGreaterThan(60);
    for (const scheme of ['http:', 'https:', 'socks5:'])
      for (const { url } of inside) {
        const hostile = url.replace(/^\w+:/u, scheme);
        await expect(connect(new URL(hostile)), hostile).rejects.toMatchObject({ name: 'Refused' });
      }
    expect(server.connections()).toBe(before);
  });

  it('is made to the addresses that were judged, whatever the name leads to next', async () => {
    let asked = 0;
    const rebinding = async (): Promise<string[]> => ((asked += 1) === 1 ? ['3ffe::1'] : ['127.0.0.1']);
    const before = server.connections();
    const connecting = createSafeConnect({ allow: [], resolve: rebinding })(new URL(`socks5://a.test:${server.port}`));
    await Promise.race([connecting.catch(() => undefined), new Promise((resume) => setTimeout(resume, 300))]);
    expect([asked, server.connections()]).toEqual([1, before]);
  });

  it.each(['http://8.8.8.8:22', 'socks5://8.8.8.8:25', 'https://8.8.8.8:993', 'http://8.8.8.8:0'])(
    'is not made to %s, where other services listen',
    async (url) => {
      await expect(createSafeConnect({ allow: [] })(new URL(url))).rejects.toThrow('port');
    },
  );
});
