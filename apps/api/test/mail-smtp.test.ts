import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { createMailer } from '../src/mail/create-mailer.ts';
import type { Mail } from '../src/mail/mailer.ts';
import { startMailServer } from './mail-server.ts';

const from = 'Parley <parley@mail.example>';
const link = `https://a-tenant-with-a-rather-long-name.parley.example/verify-address#par_code_${'a1B2'.repeat(20)}`;
const mail: Mail = { to: 'ada@example.com', subject: 'Hello', text: `A link:\n${link}\n.\nThe end.\n` };

const send = (url: URL, one: Mail = mail, signal = new AbortController().signal) =>
  createMailer({ url, from }).send(one, signal);

it('hands a mail over with its link whole, and every line as it was written', async () => {
  const server = await startMailServer();
  await send(server.url());
  expect(server.mails).toHaveLength(1);
  const [{ to, source } = { to: [], source: '' }] = server.mails;
  expect(to).toEqual(['ada@example.com']);
  expect(source.split('\r\n\r\n').slice(1).join('\r\n\r\n')).toBe(mail.text.replaceAll('\n', '\r\n'));
  expect(source).toMatch(/^From: Parley <parley@mail\.example>\r$/m);
  expect(source).toMatch(/^Auto-Submitted: auto-generated\r$/m);
});

it('tells its password on this machine, where nobody listens', async () => {
  const server = await startMailServer();
  await send(server.url('me:p%40ss@'));
  expect(server.passwords).toEqual(['p@ss']);
});

it.each([
  ['has no TLS', {}],
  ['has TLS, with a certificate that nobody vouches for', { disabledCommands: [] }],
  ['says it has no TLS, though it has', { hideSTARTTLS: true, disabledCommands: [] }],
])('tells no password, and hands over no mail, to a server elsewhere that %s', async (_, options) => {
  const server = await startMailServer(options);
  // An address of this machine as well, but none that is known to be one.
  await expect(send(server.url('me:secret@', '0.0.0.0'))).rejects.toThrow();
  expect(server.passwords).toEqual([]);
  expect(server.mails).toEqual([]);
});

it('lets no setting behind the address of the server take this away', async () => {
  const server = await startMailServer();
  const url = server.url('me:secret@', '0.0.0.0');
  url.search = '?requireTLS=false&ignoreTLS=true&opportunisticTLS=true';
  await expect(send(url)).rejects.toThrow();
  expect(server.passwords).toEqual([]);
});

it('speaks TLS from the first byte where the address says smtps', async () => {
  const greeted: Buffer[] = [];
  const url = await listen((socket) => socket.on('data', (bytes) => void (greeted.push(bytes), socket.destroy())));
  url.protocol = 'smtps:';
  await expect(send(url)).rejects.toThrow();
  // The first byte of a handshake.
  expect(greeted[0]?.[0]).toBe(0x16);
});

it('stops when it is told to, though the server says nothing', async () => {
  const giveUp = new AbortController();
  const url = await listen(() => giveUp.abort());
  await expect(send(url, mail, giveUp.signal)).rejects.toThrow();
});

it.each([
  'ada@example.com\r\nBcc: eve@example.com',
  'ada@example.com, eve@example.com',
  'ada@example.com\0',
  'Ada <ada@example.com>',
  '',
])('sends nothing to what is not one address: %j', async (to) => {
  const server = await startMailServer();
  await expect(send(server.url(), { ...mail, to })).rejects.toThrow('one address');
  expect(server.mails).toEqual([]);
});

it.each(['\r\nBcc: eve@example.com', '\nBcc: eve@example.com', '\r\n\r\nAnother text', '\u2028Bcc: eve@example.com'])(
  'lets no subject begin another header: %j',
  async (inside) => {
    const server = await startMailServer();
    await send(server.url(), { ...mail, subject: `Hello${inside}` });
    const [{ to, source } = { to: [], source: '' }] = server.mails;
    expect(to).toEqual(['ada@example.com']);
    expect(source).not.toMatch(/^Bcc:/im);
    expect(source.split('\r\n\r\n')[1]).toBe(mail.text.replaceAll('\n', '\r\n'));
  },
);

/** Something that takes connections and is no mail server. */
const listen = async (take: (socket: Socket) => void): Promise<URL> => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
    take(socket);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  return new URL(`smtp://127.0.0.1:${address.port}`);
};
