import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A TCP socket by its port here and at the other end. */
export type TcpSocket = { local: number; remote: number; state: 'established' | 'listening' | 'other' };

/** All that a process has open at this moment, as the kernel tells. */
export const socketsOf = (pid: number): TcpSocket[] => {
  const own = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`)));
  const lines = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8').trim().split('\n').slice(1),
  );
  return lines.flatMap((line) => {
    const [, local = '', remote = '', state = '', , , , , , inode] = line.trim().split(/\s+/);
    return own.has(`socket:[${inode}]`)
      ? [{ local: portOf(local), remote: portOf(remote), state: states[state] ?? 'other' }]
      : [];
  });
};

const states: Readonly<Record<string, TcpSocket['state']>> = { '01': 'established', '0A': 'listening' };

const portOf = (address: string): number => Number.parseInt(address.split(':').at(-1) ?? '', 16);

/** Empty for one that has just been closed. */
const linkOf = (file: string): string => {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
};
