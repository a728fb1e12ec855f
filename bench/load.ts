import autocannon from 'autocannon';
import type { Contender } from './side-by-side.ts';

/** Asks one address by 32 connections, each as soon as it was answered. */
export const load =
  (url: string, headers: Record<string, string>): Contender =>
  async (forMs) => {
    const result = await autocannon({ url, headers, connections: 32, duration: forMs / 1_000 });
    if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url} did not answer every request with 200.`);
    return result.requests.total / result.duration;
  };
