import type { Happening } from '../live.ts';
import type { Route } from './route.ts';

/** How long what changes is gathered before it is told: under load a page hears of much at once, not much often. */
const gatherMs = 50;
/** A stream on which nothing is said for long is cut by some; and we would not see that nobody is there. */
const keepAliveMs = 5000;
/** Whoever reads this much too slowly is let go. It comes back by itself, and asks for everything anew. */
const mostUnread = 1024 * 1024;

/** `GET /live`: what changes, as it happens, as server-sent events of `Happening[]`. It says only what to ask for again. */
export const liveEvents: Route = {
  method: 'GET',
  path: '/live',
  serve: ({ live }, { request, response }) => {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    if (request.method === 'HEAD') return void response.end();

    const gathered = new Map<string, Happening>();
    let isDue = false;
    const say = (text: string): void => {
      if (response.writableLength > mostUnread) response.destroy();
      else response.write(text);
    };
    // In the reader's time, as all here: where the network's is pushed far ahead, nothing is to be said for all of it.
    const keptAlive = setInterval(() => say(':\n\n'), keepAliveMs).unref();
    const stopWatching = live.watch((happening) => {
      gathered.set('phone' in happening ? `${happening.kind} ${happening.phone}` : happening.kind, happening);
      if (isDue) return;
      isDue = true;
      // Time of the reader's, not of the network's: a test that lets the network's time stand still still looks.
      setTimeout(() => {
        isDue = false;
        if (!response.writable) return;
        say(`data: ${JSON.stringify([...gathered.values()])}\n\n`);
        gathered.clear();
      }, gatherMs).unref();
    });
    response.once('close', () => {
      stopWatching();
      clearInterval(keptAlive);
    });
    say('retry: 1000\n\n');
  },
};
