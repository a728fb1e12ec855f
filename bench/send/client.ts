import { Agent, request } from 'node:http';

/** A program that sends by our api: its connections stay open, as many as it asks at a time. */
export type Client = {
  /** Answers what was answered, and throws unless it was what a send is to be answered with. */
  post: (path: string, body: unknown) => Promise<string>;
  close: () => void;
};

export const createClient = ({ url, token }: { url: string; token: string }): Client => {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const headers = { 'content-type': 'application/json', 'access-token': token };
  return {
    post: (path, body) =>
      new Promise((resolve, reject) => {
        const text = JSON.stringify(body);
        const asked = request(`${url}${path}`, {
          agent,
          method: 'POST',
          headers: { ...headers, 'content-length': Buffer.byteLength(text) },
        });
        asked.once('error', reject);
        asked.once('response', (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => void parts.push(part));
          response.once('error', reject);
          response.once('end', () => {
            const said = Buffer.concat(parts).toString();
            if (response.statusCode === 202) resolve(said);
            else reject(new Error(`${path} was answered with ${response.statusCode}: ${said}`));
          });
        });
        asked.end(text);
      }),
    close: () => agent.destroy(),
  };
};
