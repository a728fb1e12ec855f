import type { WebSocket } from 'ws';
import { isAway } from '../directory/is-away.ts';
import { slownessOf } from '../faults/slowness.ts';
import type { Network } from '../network.ts';
import { occasionOf } from '../stanzas/occasion-of.ts';
import { strangeCertificateChain } from '../wire/certificate-chain.ts';
import { closingWords } from '../wire/closing-words.ts';
import { decodeNode } from '../wire/decode-node.ts';
import { createFrameReader } from '../wire/frames.ts';
import { MalformedStanza, type WireNode } from '../wire/node.ts';
import { createNoiseResponder } from '../wire/noise-responder.ts';
import type { Stream } from './connection.ts';
import { createDelayLine } from './delay-line.ts';
import { createInbox } from './inbox.ts';
import { limits } from './limits.ts';
import { openConnection } from './open-connection.ts';
import { openStream } from './open-stream.ts';
import { createTurns } from './turns.ts';

/** Takes a client's socket in: handshake, then stanza after stanza, each done with before the next. */
export const accept = (network: Network, socket: WebSocket): void => {
  const noise = createNoiseResponder({ noiseKey: network.noiseKey, certificates: certificatesFor(network) });
  const delay = createDelayLine(network.clock);
  let stage: 'hello' | 'finish' | 'stream' = 'hello';
  let stream: Stream | null = null;
  // In real time: a socket that says nothing is not what the network waits for.
  const patience = setTimeout(() => connection.close(428), limits.longestHandshakeMs);
  const connection = openConnection(network, socket, {
    seal: noise.seal,
    ended: () => {
      clearTimeout(patience);
      stream?.end();
    },
  });
  const fail = (error: unknown): void => {
    network.strangeness.write(connection.id, error);
    const { code, stanza } = closingWords(428);
    connection.close(code, stage === 'stream' ? stanza : undefined);
  };

  const takeStanza = (stanza: WireNode): void | Promise<void> => {
    if (connection.isDeaf()) return;
    if ((stanza.attrs['id'] ?? '').length > limits.longestId) throw new MalformedStanza('an id is too long');
    if (!connection.takeAnswer(stanza)) return stream?.receive(stanza);
  };
  const turns = createTurns<WireNode>({ handle: takeStanza, failed: fail, rested: () => resume() });

  const takeFrame = (frame: Buffer): void => {
    if (connection.isDeaf()) return;
    switch (stage) {
      case 'hello':
        connection.write(noise.hello(frame));
        stage = 'finish';
        return;
      case 'finish': {
        const client = noise.finish(frame);
        stage = 'stream';
        clearTimeout(patience);
        stream = openStream(network, connection, client);
        return;
      }
      case 'stream': {
        const stanza = decodeNode(noise.open(frame));
        const slowMs = network.faults.isEmpty()
          ? 0
          : slownessOf(network.faults, occasionOf(network, connection, stanza));
        delay(slowMs, () => turns.take(stanza));
        if (turns.waiting() > limits.mostWaiting) socket.pause();
      }
    }
  };
  const inbox = createInbox({
    read: createFrameReader(() => (stage === 'stream' ? limits.longestFrame : limits.longestHandshake)),
    take: takeFrame,
    failed: fail,
    full: () => socket.pause(),
    rested: () => resume(),
  });
  const resume = (): void => {
    if (socket.isPaused && !inbox.isBusy() && turns.waiting() <= limits.mostWaiting) socket.resume();
  };

  socket.on('message', (piece: Buffer) => {
    if (!connection.isDeaf()) inbox.put(piece);
  });
  socket.on('close', () => connection.end());
  socket.on('error', () => socket.terminate());
};

/** The network's certificates, or what a fault puts in their place. Nobody has said who is there yet, so a fault of an
 * account strikes while one of its devices is away. */
const certificatesFor = (network: Network): Buffer => {
  if (network.faults.isEmpty()) return network.certificates;
  const struck = network.faults.strike('bad-certificate', { account: (phone) => isAway(network.directory, phone) });
  return struck === null ? network.certificates : strangeCertificateChain(network.noiseKey.public);
};
