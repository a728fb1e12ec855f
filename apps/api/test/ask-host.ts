import { type IncomingMessage, request } from 'node:http';
import type { Answer } from './test-api.ts';

type Asked = { host: string; path: string; method?: string; headers?: Record<string, string>; body?: unknown };

/** Asks at another host than the one that is connected to: fetch lets nobody write the Host header. */
export const askHost = (origin: string, { host, path, method = 'GET', headers, body }: Asked): Promise<Answer> => {
  const { port } = new URL(origin);
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const asking = request(
      { host: '127.0.0.1', port, path, method, headers: { ...json, ...headers, host } },
      (answer) => void read(answer).then(resolve, reject),
    );
    asking.on('error', reject);
    asking.end(body === undefined ? undefined : JSON.stringify(body));
  });
};

const read = async (answer: IncomingMessage): Promise<Answer> => {
  const text = (await answer.toArray()).join('');
  const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each): [string, string] => [name, each]),
  );
  return { status: answer.statusCode ?? 0, headers: new Headers(headers), body: toBody(text) };
};

const toBody = (text: string): Record<string, unknown> => (text.startsWith('{') ? JSON.parse(text) : { text });
