import { readSettings } from './env.ts';
import { startSandbox } from './start-sandbox.ts';

// The sandbox as a process of its own: `npm run sandbox`.

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const run = async (): Promise<void> => {
  const settings = readSettings();
  const sandbox = await startSandbox({
    port: settings.SANDBOX_PORT,
    mediaPort: settings.SANDBOX_MEDIA_PORT,
    host: settings.SANDBOX_HOST ?? null,
    snapshotFile: settings.SANDBOX_SNAPSHOT ?? null,
  });
  say(
    [
      '',
      'The sandbox network is running: a simulation of WhatsApp, on this machine alone.',
      '',
      `  Page and control API  ${sandbox.url}`,
      `  Clients connect to    ${sandbox.wsUrl}`,
      `  Media                 ${sandbox.mediaUrl}`,
      '',
    ].join('\n'),
  );
  const stop = (): void =>
    void sandbox.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
};

/** What a person can do something about is told as such. */
const explain = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (!('code' in error && error.code === 'EADDRINUSE' && 'port' in error)) return error.message;
  return `Port ${String(error.port)} is taken. SANDBOX_PORT and SANDBOX_MEDIA_PORT choose others; 0 takes any that is free.`;
};

await run().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});
