import { readSettings } from './env.ts';
import { startSandbox } from './start-sandbox.ts';

// The sandbox as a process of its own: `npm run sandbox`.

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const run = async (): Promise<void> => {
  const settings = readSettings();
  const sandbox = await startSandbox({
    port: settings.SANDBOX_PORT,
    mediaPort: settings.SANDBOX_MEDIA_PORT,
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

await run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
