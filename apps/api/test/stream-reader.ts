import type { Event } from '@parley/contract';
import { onTestFinished } from 'vitest';

type Block = { id: string | undefined; type: string | undefined; event: Event | null };

/** Reads a stream of events as it comes, as a program does. From now on means without what was done just before: that may
 * be told as well, once older transactions have ended, of other tests too. */
export const readStream = async (url: string, headers: Record<string, string>) => {
  const since = 'last-event-id' in headers ? 0 : Date.now();
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const answer = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: leaving.signal });
  const blocks: Block[] = [];
  let hasEnded = false;
  const reading = async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const bytes of answer.body ?? []) {
      text += decoder.decode(bytes, { stream: true });
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      blocks.push(...parts.map(toBlock).filter(({ event }) => event === null || Date.parse(event.at) >= since));
    }
    hasEnded = true;
  };
  // A stream that was cut off has not ended.
  void reading().catch(() => {});
  return {
    answer,
    blocks,
    hasEnded: () => hasEnded,
    leave: () => leaving.abort(),
    told: () => blocks.flatMap(({ event }) => (event === null ? [] : [event])),
  };
};

const toBlock = (text: string): Block => {
  const field = (name: string) =>
    text
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const data = field('data');
  return { id: field('id'), type: field('event'), event: data === undefined ? null : JSON.parse(data) };
};
