import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { env } from '../env.ts';
import type { Progress } from './progress.ts';
import { run, runOrThrow } from './run.ts';

export type DebianProgram = {
  /** The Debian package, and where in it the program lies. */
  name: string;
  program: string;
};

/**
 * A program of Debian's archive, fetched and unpacked into our own folder: nothing is installed, nobody needs to be
 * root. What is fetched is what apt would add to this very machine, checked by apt's own signatures.
 */
export const fetchDebianProgram = async (wanted: DebianProgram, progress: Progress): Promise<string> => {
  const kept = join(env.cache, wanted.name);
  if (!existsSync(kept)) await progress.step(`Fetching ${wanted.name} from Debian`, () => fetchInto(kept, wanted));
  return join(kept, 'start');
};

const fetchInto = async (kept: string, { name, program }: DebianProgram): Promise<void> => {
  // Two fetches at once each have a folder of their own; the first to finish is kept.
  const folder = `${kept}.${process.pid}`;
  rmSync(folder, { recursive: true, force: true });
  try {
    const debs = await download(name, join(folder, 'apt'));
    for (const deb of debs) await runOrThrow('dpkg', ['-x', deb, join(folder, 'root')]);
    writeStart(folder, join(folder, 'root', program));
    await runOrThrow(join(folder, 'start'), ['--version']);
    rmSync(join(folder, 'apt'), { recursive: true });
    if (!existsSync(kept)) renameSync(folder, kept);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Lets apt work without root: with its lists, its cache and its locks in our folder instead of the system's. */
const download = async (name: string, folder: string): Promise<string[]> => {
  const archives = join(folder, 'cache', 'archives');
  mkdirSync(join(folder, 'lists', 'partial'), { recursive: true, mode: 0o700 });
  mkdirSync(join(archives, 'partial'), { recursive: true, mode: 0o700 });
  const settings = [
    `Dir::State::Lists=${join(folder, 'lists')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    ...['APT::Sandbox::User=', 'Debug::NoLocking=1', 'APT::Install-Recommends=false'],
    ...['Acquire::Languages=none', 'Acquire::Retries=1', 'Acquire::http::Timeout=20', 'Acquire::https::Timeout=20'],
  ].flatMap((setting) => ['-o', setting]);
  // One of the machine's sources may be broken without being needed; then the download tells.
  const updated = await run('apt-get', [...settings, '--quiet', 'update']);
  const downloaded = await run('apt-get', [...settings, '--quiet', '--yes', '--download-only', 'install', name]);
  if (!downloaded.ok) throw new Error(`apt-get failed:\n${updated.output.trim()}\n${downloaded.output.trim()}`);
  // The C library fits the running loader only as the system has it.
  const debs = readdirSync(archives).filter((file) => file.endsWith('.deb') && !file.startsWith('libc6_'));
  return debs.map((file) => join(archives, file));
};

/** A small script that starts the program with the libraries it came with, wherever the folder is moved. */
const writeStart = (folder: string, program: string) => {
  const root = join(folder, 'root');
  const libraries = new Set(
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.so(\.\d+)*$/.test(file))
      .map((file) => `$here/root/${dirname(file)}`),
  );
  const script = [
    '#!/bin/sh',
    'here=$(cd "$(dirname "$0")" && pwd)',
    `export LD_LIBRARY_PATH="${[...libraries].join(':')}"`,
    ...(existsSync(join(root, 'usr/share/fonts')) ? [writeFonts(folder)] : []),
    `exec "$here/${relative(folder, program)}" "$@"`,
  ];
  writeFileSync(join(folder, 'start'), `${script.join('\n')}\n`);
  chmodSync(join(folder, 'start'), 0o755);
};

/** A machine that lacked fonts lacks the list of them too; the line makes the program read ours. */
const writeFonts = (folder: string): string => {
  const fonts = '<dir prefix="relative">root/usr/share/fonts</dir><cachedir prefix="xdg">fontconfig</cachedir>';
  writeFileSync(join(folder, 'fonts.conf'), `<?xml version="1.0"?>\n<fontconfig>${fonts}</fontconfig>\n`);
  return 'export FONTCONFIG_FILE="$here/fonts.conf"';
};
