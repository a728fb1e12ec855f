import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { TestSandbox } from './test-sandbox.ts';

const program = fileURLToPath(new URL('whole-process-client.ts', import.meta.url));
const outcomeShape = z.object({ upload: z.string(), download: z.string() });

export type Outcome = {
  /** What came of a document each way; null where the process died before it could tell. */
  documents: z.output<typeof outcomeShape> | null;
  exitCode: number | null;
  complaints: string;
};

/** Runs a client of this phone in a process with this environment, which sends a document to the contact and gets one. */
export const runWholeProcessClient = async (
  { wsUrl, url }: TestSandbox,
  { phone, contact, env = {} }: { phone: string; contact: string; env?: Record<string, string> },
): Promise<Outcome> => {
  const client = spawn(process.execPath, [program, wsUrl, url, phone, contact], { env });
  const [said, complaints] = await Promise.all([text(client.stdout), text(client.stderr), once(client, 'close')]);
  const json = /^OUTCOME (?<json>.*)$/mu.exec(said)?.groups?.['json'];
  return {
    documents: json === undefined ? null : outcomeShape.parse(JSON.parse(json)),
    exitCode: client.exitCode,
    complaints,
  };
};
