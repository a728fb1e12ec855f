import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toMailSource } from './mail-source.ts';
import type { Mailer } from './mailer.ts';

/** For one machine: each mail is a file that only its owner can read, for its links let people in. */
export const createFolderMailer = ({ folder, from }: { folder: string; from: string }): Mailer => {
  let count = 0;
  return {
    send: async (mail) => {
      const { raw } = toMailSource(mail, from);
      // In the order of time; two of the same millisecond in that of their number, and no name twice among processes.
      const at = new Date().toISOString().replaceAll(/[:.]/g, '-');
      const name = `${at}-${String((count += 1)).padStart(6, '0')}-${randomUUID()}`;
      // A folder that is there already stays as it is: it may be anybody's.
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const unfinished = join(folder, `.${name}`);
      await writeFile(unfinished, raw.replaceAll('\r\n', '\n'), { mode: 0o600, flag: 'wx' });
      await rename(unfinished, join(folder, `${name}.eml`));
    },
  };
};
