import { fileURLToPath } from 'node:url';
import { createFolderMailer } from './folder-mailer.ts';
import type { Mailer } from './mailer.ts';
import { createSmtpMailer } from './smtp-mailer.ts';

/** The way out that MAIL_URL names: a mail server, or a folder that takes each mail as a file. */
export const createMailer = ({ url, from }: { url: URL; from: string }): Mailer =>
  url.protocol === 'file:' ? createFolderMailer({ folder: fileURLToPath(url), from }) : createSmtpMailer({ url, from });
