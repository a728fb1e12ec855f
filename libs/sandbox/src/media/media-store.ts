import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { MediaFolder } from './media-type.ts';

/** What lies on the host, under a path that only those know who were told. Plain data, so that it can be kept. */
export type MediaBlob = {
  path: string;
  folder: MediaFolder;
  bytes: Buffer;
  /** Phone number of whoever uploaded it. */
  from: string;
  /** Phone numbers of those it is for, as far as they are known: the host cannot see who downloads. */
  to: readonly string[];
  /** From then on the host says that it is gone, though telephones still have it. */
  expiresAt: number;
};

export type MediaStore = {
  /** Answers the direct path of what it has stored. */
  add: (blob: Pick<MediaBlob, 'folder' | 'bytes' | 'from'> & { to?: readonly string[] | undefined }) => string;
  /** By its direct path; also what has expired. */
  find: (directPath: string) => MediaBlob | undefined;
  /** A new direct path for the same bytes, with all its time ahead. */
  renew: (blob: MediaBlob) => string;
  /** Everything, oldest first. */
  all: () => MediaBlob[];
  /** Puts back what was kept. */
  restore: (blobs: readonly MediaBlob[]) => void;
};

const keptForMs = 30 * 24 * 60 * 60 * 1000;
/** Beyond this whoever has most here loses what is oldest of it, so that nobody drives out what others have. */
const mostBytes = 512 * 1024 * 1024;

const pathOf = (directPath: string): string => directPath.split('?', 1)[0] ?? '';

/** Expiry is told in the path, as hexadecimal seconds, and whoever downloads has to hand the whole of it back. */
const toDirectPath = ({ path, expiresAt }: MediaBlob): string =>
  `${path}?ccb=11-4&oe=${Math.floor(expiresAt / 1000)
    .toString(16)
    .toUpperCase()}&_nc_sid=5e03e0`;

export const createMediaStore = (clock: Clock, roomFor = mostBytes): MediaStore => {
  const blobs = new Map<string, MediaBlob>();
  let total = 0;
  const bytesOf = new Map<string, number>();

  const count = (from: string, bytes: number): void => {
    total += bytes;
    bytesOf.set(from, (bytesOf.get(from) ?? 0) + bytes);
  };
  const forgetOne = (): void => {
    const [most] = [...bytesOf].reduce((one, other) => (other[1] > one[1] ? other : one));
    for (const [path, { bytes, from }] of blobs) {
      if (from !== most) continue;
      blobs.delete(path);
      count(from, -bytes.length);
      return;
    }
  };

  const put = (blob: MediaBlob): void => {
    blobs.set(blob.path, blob);
    count(blob.from, blob.bytes.length);
    while (total > roomFor) forgetOne();
  };

  const add: MediaStore['add'] = ({ folder, bytes, from, to = [] }) => {
    const path = `/v/t62.7118-24/${randomBytes(18).toString('base64url')}`;
    const blob: MediaBlob = { path, folder, bytes, from, to, expiresAt: clock.now() + keptForMs };
    put(blob);
    return toDirectPath(blob);
  };

  return {
    add,
    find: (directPath) => blobs.get(pathOf(directPath)),
    renew: ({ folder, bytes, from, to }) => add({ folder, bytes, from, to }),
    all: () => [...blobs.values()],
    restore: (kept) => {
      for (const blob of kept) put(blob);
    },
  };
};
