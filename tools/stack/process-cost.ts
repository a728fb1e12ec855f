import { readFileSync } from 'node:fs';

/** How the kernel counts: in hundredths of a second. */
const msPerTick = 10;

/** The CPU that a process has used so far. */
export const cpuMsOf = (pid: number): number => {
  // Behind the name in brackets, which may hold anything: user time is the 12th word, system time the 13th.
  const words = read(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(words[11]) + Number(words[12])) * msPerTick;
};

export const residentBytesOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(read(pid, 'status'))?.[1]) * 1024;

const read = (pid: number, file: string): string => readFileSync(`/proc/${pid}/${file}`, 'utf8');
