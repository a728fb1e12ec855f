import type { BinaryNode, WASocket } from '@whiskeysockets/baileys';
import { z } from 'zod';
import { shapeOf, type Stanza, stanzaOf } from './raw-shape.ts';
import { readPrinted } from './read-printed.ts';
import type { HearRaw, RawEntry } from './session.ts';

/** Tells whoever wants it what passes between a session and the server, without what is said. */
export type RawLog = {
  listen: (socket: { ws: Pick<WASocket['ws'], 'on'> }) => void;
  isHeard: () => boolean;
  /** Who hears of it from now on. */
  set: (hear: HearRaw | null) => void;
  /** What Baileys says to its logger: the only place where it shows what it sends, and only as a print. */
  hearLog: (about: unknown) => void;
};

export const createRawLog = (): RawLog => {
  let hear: HearRaw | null = null;
  const tell = (direction: RawEntry['direction'], stanza: Stanza): void => {
    const shape = shapeOf(stanza);
    hear?.({ at: new Date(), direction, tag: shape.tag, shape });
  };
  return {
    listen: ({ ws }) => {
      // What comes first is not a stanza yet, but bytes of the handshake.
      ws.on('frame', (frame: BinaryNode | Uint8Array) => {
        if (hear !== null && !(frame instanceof Uint8Array)) tell('in', stanzaOf(frame));
      });
    },
    isHeard: () => hear !== null,
    set: (hearing) => {
      hear = hearing;
    },
    hearLog: (about) => {
      const sent = hear === null ? null : sentShape.safeParse(about);
      if (sent?.success === true) tell('out', readPrinted(sent.data.xml));
    },
  };
};

const sentShape = z.object({ xml: z.string(), msg: z.literal('xml send') });
