import { getCallSites } from 'node:util';

const methods = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;
const libsignal = /[\\/]node_modules[\\/]libsignal[\\/]/u;
const silenced = new WeakSet<object>();

/**
 * From here on nothing that libsignal says reaches the console of this process: it prints the sessions that it opens
 * and closes, private keys and all. Whatever anybody else says is printed as before. Call it before the first socket;
 * calling it again changes nothing.
 */
export const silenceLibsignal = (): void => {
  const { console } = globalThis;
  for (const method of methods) {
    const print = console[method];
    if (silenced.has(print)) continue;
    const printUnlessLibsignal = (...said: unknown[]): void => {
      if (!isSaidByLibsignal()) Reflect.apply(print, console, said);
    };
    silenced.add(printUnlessLibsignal);
    console[method] = printUnlessLibsignal;
  }
};

/** Who called the console's method that calls this. */
const isSaidByLibsignal = (): boolean => {
  const [, , speaker] = getCallSites(3);
  return speaker !== undefined && libsignal.test(speaker.scriptName);
};
