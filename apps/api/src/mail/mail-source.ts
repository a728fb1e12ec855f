import MimeNode from 'nodemailer/lib/mime-node';
import type { Mail } from './mailer.ts';

export type MailSource = {
  envelope: { from: string; to: string[] };
  /** The whole mail as it goes over the wire. */
  raw: string;
};

/**
 * Nodemailer encodes the headers, so that no text can begin another one. The body it would break at 76 signs, and
 * with it a link; a mail server takes lines of 998, so we hand over what we wrote as it is.
 */
export const toMailSource = ({ to, subject, text }: Mail, from: string): MailSource => {
  if (!/^[\t\n -~]*$/.test(text) || /.{998}/.test(text)) throw new Error('A letter is not plain text.');
  const head = new MimeNode('text/plain; charset=utf-8');
  head.setHeader({
    From: from,
    To: to,
    Subject: subject,
    // No answer from somebody who is on holiday.
    'Auto-Submitted': 'auto-generated',
    'Content-Transfer-Encoding': '7bit',
  });
  const envelope = head.getEnvelope();
  if (envelope.from === false || envelope.to.length !== 1 || envelope.to[0] !== to) {
    throw new Error('A letter is not from one to one address.');
  }
  const raw = `${head.buildHeaders()}\r\n\r\n${text.replaceAll('\n', '\r\n')}`;
  return { envelope: { from: envelope.from, to: envelope.to }, raw };
};
