import { encryptedStream } from '@whiskeysockets/baileys';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { removeTempFiles } from './temp-files.ts';

const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * 60 * 60_000);

it('removes what Baileys left behind, and nothing that may still be in use or is of others', async () => {
  // The names are those that Baileys gives.
  const { encFilePath, originalFilePath = '' } = await encryptedStream(Buffer.from('a medium'), 'image', {
    saveOriginalFileIfRequired: true,
  });
  const names = [encFilePath, originalFilePath].map((path) => basename(path));
  await Promise.all([encFilePath, originalFilePath].map((path) => rm(path)));
  const folder = await mkdtemp(join(tmpdir(), 'parley-temp-files-'));
  const others = ['image.jpg', '3EB0-notes', `${names[0]}.bak`];
  for (const name of [...names, ...others]) {
    await writeFile(join(folder, name), '');
    await utimes(join(folder, name), hoursAgo(2), hoursAgo(2));
  }
  const fresh = (names[0] ?? '').replace('image', 'video');
  await writeFile(join(folder, fresh), '');
  expect(await removeTempFiles({ folder })).toBe(2);
  expect((await readdir(folder)).toSorted()).toEqual([fresh, ...others].toSorted());
  await rm(folder, { recursive: true });
});
