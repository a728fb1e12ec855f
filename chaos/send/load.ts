import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceId } from '@parley/contract';
import { z } from 'zod';
import type { ApiChild } from '../../tools/stack/start-stack.ts';

/** What somebody wants to be sent; no two say the same. */
export type Wish = { device: DeviceId; to: string; text: string };

/** What came of asking for it. */
export type Load = {
  /** How many requests were answered, and how many of them were asked anew because no answer had come. */
  answered: number;
  askedAnew: number;
  /** Of those that were asked once more with their key: how many were answered as before, and which were not. */
  replayed: number;
  otherwise: string[];
  refused: string[];
};

type Loading = {
  api: ApiChild;
  token: string;
  wishes: readonly Wish[];
  /** How much of it may be asked for by now, from 0 to 1. */
  share: () => number;
};

const clients = 6;
const batchSize = 50;
const patienceMs = 120_000;

/** Asks for all of them over HTTP, half of them one by one and half in batches. Whoever gets no answer asks again with
 * the same key; every tenth asks once more though it had its answer. What is for one device is asked for by one client,
 * which waits for each answer: so there is an order in which they were accepted. */
export const accept = async ({ api, token, wishes, share }: Loading): Promise<Load> => {
  const load: Load = { answered: 0, askedAnew: 0, replayed: 0, otherwise: [], refused: [] };
  const ask = async ({ path, body, key }: AcceptRequest): Promise<Response> => {
    const giveUpAt = performance.now() + patienceMs;
    for (;;) {
      try {
        const answer = await fetch(`${api.url}/t/${api.tenant}/api/v1/messages/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'access-token': token, 'idempotency-key': key },
          body,
          signal: AbortSignal.timeout(10_000),
        });
        if (answer.status < 500 && answer.status !== 429) return answer;
        await answer.body?.cancel();
      } catch (error) {
        if (performance.now() > giveUpAt) throw error;
      }
      if (performance.now() > giveUpAt) throw new Error(`The API has not answered for ${patienceMs / 1000} s.`);
      load.askedAnew += 1;
      await sleep(200);
    }
  };
  const client = async (requests: readonly AcceptRequest[]): Promise<void> => {
    for (const [place, request] of requests.entries()) {
      while (place / requests.length >= share()) await sleep(50);
      const answer = await ask(request);
      const said = await answer.text();
      load.answered += 1;
      if (answer.status !== 202 || refusedIn(said) > 0) load.refused.push(`${answer.status} ${said.slice(0, 200)}`);
      if (place % 10 !== 0) continue;
      const again = await ask(request);
      const isReplayed = again.headers.get('idempotent-replayed') === 'true' && (await again.text()) === said;
      if (isReplayed) load.replayed += 1;
      else load.otherwise.push(request.key);
    }
  };
  const devices = [...Map.groupBy(wishes, ({ device }) => device).values()];
  const ofClients = Array.from({ length: clients }, (_, client) =>
    devices.filter((_wishes, place) => place % clients === client).flat(),
  );
  await Promise.all(ofClients.map((own, name) => client(toRequests(own, `client-${name}`))));
  return load;
};

type AcceptRequest = { path: 'text' | 'batch'; body: string; key: string };

/** Whatever one client asks for stands in the order in which it was wished; of a batch all is one request. */
const toRequests = (wishes: readonly Wish[], client: string): AcceptRequest[] => {
  const requests: AcceptRequest[] = [];
  for (let from = 0; from < wishes.length;) {
    // After each batch as many ask by themselves.
    const batch = wishes.slice(from, from + batchSize);
    const messages = batch.map((wish) => ({ type: 'text', ...wish }));
    requests.push({ path: 'batch', body: JSON.stringify({ messages }), key: `${client}-batch-${from}` });
    const singles = wishes.slice(from + batch.length, from + 2 * batchSize);
    for (const wish of singles)
      requests.push({ path: 'text', body: JSON.stringify(wish), key: `${client}-${wish.text}` });
    from += batch.length + singles.length;
  }
  return requests.map((request) => ({ ...request, key: request.key.replaceAll(' ', '-') }));
};

const refusedIn = (said: string): number => batchShape.parse(JSON.parse(said)).refused?.length ?? 0;
const batchShape = z.object({ refused: z.array(z.unknown()).optional() });
