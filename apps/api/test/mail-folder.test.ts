import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { createMailer } from '../src/mail/create-mailer.ts';

const signal = new AbortController().signal;
const link = `http://localhost:8080/t/a-tenant-with-a-rather-long-name/new-password#par_code_${'a1B2'.repeat(20)}`;
const mail = { to: 'ada@example.com', subject: 'Hello', text: `Here:\n${link}\n` };

const createFolder = () => {
  const above = mkdtempSync(join(tmpdir(), 'parley-mail-'));
  onTestFinished(() => rmSync(above, { recursive: true }));
  const folder = join(above, 'mail of today');
  return { folder, mailer: createMailer({ url: pathToFileURL(folder), from: 'Parley <parley@localhost>' }) };
};

it('keeps each mail as a file that nobody else can read, in a folder that nobody else can look into', async () => {
  const { folder, mailer } = createFolder();
  await mailer.send(mail, signal);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const files = readdirSync(folder);
  expect(files).toEqual([expect.stringMatching(/\.eml$/)]);
  for (const file of files) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
});

it('shows the link on one line, whole, to whoever opens the file', async () => {
  const { folder, mailer } = createFolder();
  await mailer.send(mail, signal);
  const [file = ''] = readdirSync(folder);
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  expect(lines).toContain(link);
  expect(lines).toContain('To: ada@example.com');
});

it('names the files in the order in which the mails were sent', async () => {
  const { folder, mailer } = createFolder();
  const subjects = Array.from({ length: 12 }, (_, number) => `Number ${number}`);
  for (const subject of subjects) await mailer.send({ ...mail, subject }, signal);
  const found = readdirSync(folder)
    .toSorted()
    .map((file) => /^Subject: (.*)$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[1]);
  expect(found).toEqual(subjects);
});
