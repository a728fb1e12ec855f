import nodemailer from 'nodemailer';
import { toMailSource } from './mail-source.ts';
import type { Mailer } from './mailer.ts';

/** The mail server that a URL names: `smtps:` speaks TLS from the first byte, `smtp:` turns to it when it can. */
export const createSmtpMailer = ({ url, from }: { url: URL; from: string }): Mailer => {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const auth =
    url.username === '' ? null : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
  const isLocal = isLoopback(host);
  const transport = nodemailer.createTransport({
    host,
    secure: url.protocol === 'smtps:',
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(auth ? { auth } : {}),
    // A password never goes over a wire in clear. On this machine there is no wire, nor a certificate to check.
    requireTLS: auth !== null && !isLocal,
    ignoreTLS: isLocal,
    ...limitsMs,
  });
  return {
    send: async (mail, signal) => {
      const { envelope, raw } = toMailSource(mail, from);
      await transport.sendMail({ envelope, raw, signal });
    },
  };
};

/** How long a server may take for each step, before it counts as away. */
const limitsMs = {
  dnsTimeout: 10_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 10_000,
  socketCloseTimeout: 1_000,
};

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(?:\.\d+){3}$/.test(host);
