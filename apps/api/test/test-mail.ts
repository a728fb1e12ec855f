import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';

export type TestMail = { to: string; subject: string; text: string };

/** What was mailed into a folder, oldest first. */
export const readMails = (folder: string): TestMail[] =>
  readdirSync(folder)
    // What has another name is only just being written.
    .filter((file) => file.endsWith('.eml'))
    .toSorted()
    .map((file) => toMail(readFileSync(join(folder, file), 'utf8')));

/** Waits for the mail number `count` to somebody, and gives it. */
export const awaitMail = (folder: string, to: string, count: number): Promise<TestMail> =>
  vi.waitFor(
    () => {
      const mail = readMails(folder).filter((each) => each.to === to)[count - 1];
      if (!mail) throw new Error(`There is no mail ${count} to ${to}.`);
      return mail;
    },
    { timeout: 10_000, interval: 10 },
  );

/** The link of a mail, whole. */
export const linkIn = ({ text }: TestMail): string => /https?:\S+/.exec(text)?.[0] ?? '';

/** What the link of a mail carries. */
export const codeIn = (mail: TestMail): string => linkIn(mail).split('#')[1] ?? '';

const toMail = (source: string): TestMail => {
  const [head = '', ...rest] = source.split('\n\n');
  const header = (name: string) => new RegExp(`^${name}: (.*(?:\n[ \t].*)*)`, 'im').exec(head)?.[1] ?? '';
  const body = rest.join('\n\n');
  const isQuoted = header('content-transfer-encoding') === 'quoted-printable';
  return {
    to: header('to'),
    subject: header('subject').replaceAll(/\n[ \t]/g, ' '),
    text: isQuoted ? unquote(body) : body,
  };
};

const unquote = (text: string): string =>
  text.replaceAll('=\n', '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
