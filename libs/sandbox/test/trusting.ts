import { Agent } from 'node:https';
import { Agent as Dispatcher, type Dispatcher as Dispatching } from 'undici';

/** Where Baileys looks for history, and for what it syncs between devices: no message tells it another host. */
const defaultHost = 'https://mmg.whatsapp.net';

/** What a client needs to trust the media host of one sandbox, and no more than that, and to look for everything there.
 * Baileys uploads by Node's https and downloads by fetch, each with an agent of its own kind. The dispatcher has to be
 * of the undici that Node itself was built with, by its first number. */
export const trusting = ({
  caPem,
  mediaUrl,
}: {
  caPem: string;
  mediaUrl: string;
}): { fetchAgent: Agent; options: RequestInit } => {
  const dispatcher = new Dispatcher({ connect: { ca: caPem } }).compose(toSandbox(mediaUrl));
  // Some types of fetch know nothing of dispatchers; they have headers in common.
  const options = { headers: {}, dispatcher };
  return { fetchAgent: new Agent({ ca: caPem }), options };
};

const toSandbox =
  (mediaUrl: string): Dispatching.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, handler) =>
    dispatch(String(options.origin) === defaultHost ? { ...options, origin: mediaUrl } : options, handler);
