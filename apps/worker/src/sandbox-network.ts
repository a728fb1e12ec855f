import { setTimeout as sleep } from 'node:timers/promises';
import { createSandboxMedia, type SessionOptions, trustSandbox } from '@parley/whatsapp';
import { z } from 'zod';

const network = z.object({ wsUrl: z.string(), mediaUrl: z.string(), rootPublicKey: z.string(), caPem: z.string() });

/** Asks the sandbox where it takes its clients and by which keys it is known, and from then on takes it for WhatsApp. It
 * waits for a sandbox that is not there yet. */
export const joinSandbox = async (url: URL, signal: AbortSignal): Promise<Pick<SessionOptions, 'wsUrl' | 'media'>> => {
  const { wsUrl, mediaUrl, rootPublicKey, caPem } = await askUntilThere(new URL('/network', url), signal);
  trustSandbox({ network: 'sandbox', wsUrl, rootPublicKey });
  return { wsUrl, media: createSandboxMedia({ mediaUrl, caPem }) };
};

const askUntilThere = async (url: URL, signal: AbortSignal): Promise<z.output<typeof network>> => {
  for (;;) {
    try {
      const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) });
      if (response.ok) return network.parse(await response.json());
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof z.ZodError) throw error;
    }
    await sleep(500, undefined, { signal });
  }
};
