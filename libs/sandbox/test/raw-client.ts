import { randomBytes } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { decodeNode } from '../src/wire/decode-node.ts';
import { encodeNode } from '../src/wire/encode-node.ts';
import type { WireNode } from '../src/wire/node.ts';
import { createNoiseInitiator, privateKeyOf, prologue } from './noise-initiator.ts';

/** A connection that says just what it is told to, right or wrong; no more of a client than that, and so a light one. */
export type RawClient = {
  send: (stanza: WireNode) => void;
  /** Seals a plaintext as the next one, for the caller to send. */
  seal: (plaintext: Buffer) => Buffer;
  /** Whatever bytes in place of a stanza, properly sealed. */
  sendPlain: (plaintext: Buffer) => void;
  /** Whatever bytes in place of what is sealed, properly framed. */
  sendFrame: (body: Buffer) => void;
  /** Whatever bytes. */
  sendBytes: (bytes: Buffer) => void;
  /** Sends a question; answers its result or its error, null where the connection ends before it. */
  ask: (iq: WireNode) => Promise<WireNode | null>;
  /** The next stanza that fits; null where the connection ends before it. */
  next: (fits: (stanza: WireNode) => boolean) => Promise<WireNode | null>;
  /** Takes nothing in any more; what ends the connection is not heard either. */
  stopReading: () => void;
  isOver: () => boolean;
  /** Resolves when the connection has ended. */
  over: Promise<void>;
  close: () => Promise<void>;
};

/** Who connects: its device, its Noise key, and what it says of itself. */
export type RawIdentity = { jid: string; noiseKey: Buffer; payload: Uint8Array };

const provisionedShape = z.object({
  creds: z.object({
    noiseKey: z.object({ private: z.object({ data: z.base64() }) }),
    me: z.object({ id: z.string() }),
  }),
});

/** The identity of a device, from what `POST /phones/{phone}/provision` answers. */
export const identityOf = (provisioned: unknown): RawIdentity => {
  const { noiseKey, me } = provisionedShape.parse(provisioned).creds;
  const [username, device] = me.id.slice(0, me.id.indexOf('@')).split(':').map(Number);
  const login = { username: username ?? 0, device: device ?? 0, passive: true, pull: true };
  return {
    jid: me.id,
    noiseKey: Buffer.from(noiseKey.private.data, 'base64'),
    payload: proto.ClientPayload.encode(login).finish(),
  };
};

/** The identity of somebody who wants to be linked: no device yet, and keys that are anybody's. */
export const strangerIdentity = (): Omit<RawIdentity, 'jid'> => ({
  noiseKey: randomBytes(32),
  payload: proto.ClientPayload.encode({
    devicePairingData: {
      eRegid: randomBytes(4),
      eKeytype: Buffer.from([5]),
      eIdent: randomBytes(32),
      eSkeyId: Buffer.from([0, 0, 1]),
      eSkeyVal: randomBytes(32),
      eSkeySig: randomBytes(64),
    },
  }).finish(),
});

/** A frame: the length of its body in three bytes, then the body. */
export const framed = (body: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length.subarray(1), body]);
};

/** A socket of which only the frames are read; nothing is said on it yet. */
export const openSocket = async (
  wsUrl: string,
  heard: (frame: Buffer) => void = () => undefined,
): Promise<{ socket: WebSocket; over: Promise<void> }> => {
  const socket = new WebSocket(wsUrl, { perMessageDeflate: false });
  let rest: Buffer = Buffer.alloc(0);
  socket.on('message', (piece: Buffer) => {
    rest = Buffer.concat([rest, piece]);
    while (rest.length >= 3 && rest.length >= 3 + rest.readUIntBE(0, 3)) {
      const end = 3 + rest.readUIntBE(0, 3);
      heard(rest.subarray(3, end));
      rest = rest.subarray(end);
    }
  });
  const over = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => {
      socket.removeListener('error', reject);
      // How a connection ends is told by `over`.
      socket.on('error', () => undefined);
      resolve();
    });
    socket.once('error', reject);
  });
  return { socket, over };
};

/** Connects and shakes hands. `heard` is told every stanza that comes, before anybody who waits for it. */
export const connectRaw = async (
  wsUrl: string,
  { noiseKey, payload }: Omit<RawIdentity, 'jid'>,
  heard: (stanza: WireNode) => void = () => undefined,
): Promise<RawClient> => {
  const noise = createNoiseInitiator({ staticKey: privateKeyOf(noiseKey) });
  const waiting = new Set<{ fits: (stanza: WireNode) => boolean; found: (stanza: WireNode | null) => void }>();
  let isOver = false;
  let isReady = false;
  let ready = (): void => undefined;
  const shaken = new Promise<void>((resolve) => {
    ready = resolve;
  });

  const take = (frame: Buffer): void => {
    if (!isReady) {
      isReady = true;
      sendBytes(framed(noise.finish(frame, payload).frame));
      ready();
      return;
    }
    const stanza = decodeNode(noise.open(frame));
    heard(stanza);
    for (const waiter of waiting)
      if (waiter.fits(stanza)) {
        waiting.delete(waiter);
        waiter.found(stanza);
      }
  };

  const { socket, over } = await openSocket(wsUrl, take);
  const sendBytes = (bytes: Buffer): void => {
    if (!isOver) socket.send(bytes);
  };
  void over.then(() => {
    isOver = true;
    for (const { found } of waiting) found(null);
    waiting.clear();
  });
  const next: RawClient['next'] = (fits) =>
    new Promise((resolve) => {
      if (isOver) resolve(null);
      else waiting.add({ fits, found: resolve });
    });
  const sendPlain = (plaintext: Buffer): void => sendBytes(framed(noise.seal(plaintext)));
  const send = (stanza: WireNode): void => sendPlain(encodeNode(stanza));

  sendBytes(Buffer.concat([prologue, framed(noise.hello())]));
  await Promise.race([shaken, over]);
  return {
    send,
    sendPlain,
    seal: noise.seal,
    sendFrame: (body) => sendBytes(framed(body)),
    sendBytes,
    ask: (iq) => {
      const answer = next(({ tag, attrs }) => tag === 'iq' && attrs['id'] === iq.attrs['id']);
      send(iq);
      return answer;
    },
    next,
    stopReading: () => socket.pause(),
    isOver: () => isOver,
    over,
    close: async () => {
      socket.terminate();
      await over;
    },
  };
};
