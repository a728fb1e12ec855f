import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { listen } from '../listen.ts';
import type { Network } from '../network.ts';
import { answerJson, MediaRefusal } from './answer-http.ts';
import { createMediaCertificate } from './certificates.ts';
import { giveDownload } from './give-download.ts';
import { takeUpload } from './take-upload.ts';

export type MediaHost = { stop: () => Promise<void> };

/** Starts the host that media is uploaded to and downloaded from: https, on loopback alone. */
export const startMediaHost = async (network: Network, port: number): Promise<MediaHost> => {
  const server = createServer(createMediaCertificate(network.mediaAuthority), (request, response) => {
    handle(network, request, response).catch((error: unknown) => {
      // A client hears a refusal only once it has said all it wanted to say.
      request.resume();
      refuse(network, response, error);
    });
  });
  network.addresses.media = `https://127.0.0.1:${await listen(server, port)}`;
  return {
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const handle = async (network: Network, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  if (request.method === 'POST') return takeUpload(network, request, response);
  if (request.method === 'GET') return giveDownload(network, request, response);
  throw new MediaRefusal(405, `nobody asks this host to ${request.method}`);
};

const refuse = (network: Network, response: ServerResponse, error: unknown): void => {
  // A client that hangs up in the middle is its own affair.
  if (response.destroyed || response.headersSent) return void response.destroy();
  if (!(error instanceof MediaRefusal)) network.strangeness.write(null, error);
  const status = error instanceof MediaRefusal ? error.status : 500;
  answerJson(response, status, { error: error instanceof Error ? error.message : String(error) });
};
