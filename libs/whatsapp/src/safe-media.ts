import { createSafeConnect } from '@parley/runtime';
import type { MediaRoute } from './media-route.ts';
import { mediaThrough } from './proxy/media-through.ts';

/**
 * The way to media for devices of the real WhatsApp that have no proxy. Where its history lies a device is told by its own
 * phone, and that is whatever its people have made of it: so nothing inside our own network is called, however it is
 * named and wherever a redirect leads.
 */
export const createSafeMedia = (): MediaRoute => {
  const connect = createSafeConnect({ allow: [] });
  return mediaThrough(({ host, port }) =>
    connect(new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`)),
  );
};
