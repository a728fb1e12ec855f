import { once } from 'node:events';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';

export type MailServer = {
  /** Where it is, for MAIL_URL; `login` is `user:password@`. */
  url(login?: string, host?: string): URL;
  /** What it took, each as it came over the wire. */
  mails: { to: string[]; source: string }[];
  /** How often somebody told it a password. */
  passwords: string[];
};

/** A real mail server on this machine, until the end of the test. */
export const startMailServer = async (options: SMTPServerOptions = {}): Promise<MailServer> => {
  const mails: MailServer['mails'] = [];
  const passwords: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ password }, _session, answer) => {
      passwords.push(password ?? '');
      answer(null, { user: 'somebody' });
    },
    onData: (stream, { envelope }, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), source: Buffer.concat(chunks).toString() });
        answer();
      });
    },
    ...options,
  });
  // A client that hangs up in the middle is what some of these tests are about.
  server.on('error', () => {});
  const listener = server.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  onTestFinished(() => new Promise<void>((closed) => server.close(() => closed())));
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('The mail server has no port.');
  return {
    url: (login = '', host = '127.0.0.1') => new URL(`smtp://${login}${host}:${address.port}`),
    mails,
    passwords,
  };
};
