import { withinMs } from '@parley/runtime';
import type { WASocket } from '@whiskeysockets/baileys';

/** The code to enter on this phone, once the server has taken it; null where it did not. Baileys itself answers before
 * the server does, and whatever that says. */
export const askForCode = async (socket: WASocket, phone: string, limitMs: number): Promise<string | null> => {
  const { promise: taken, resolve } = Promise.withResolvers<boolean>();
  // Nothing else is asked on a connection that is not linked, but whether the other side is there.
  const yes = (): void => resolve(true);
  const no = (): void => resolve(false);
  socket.ws.on('CB:iq,type:result,link_code_companion_reg', yes);
  socket.ws.on('CB:iq,type:error', no);
  try {
    const code = await socket.requestPairingCode(phone);
    return (await withinMs(limitMs, taken)) ? code : null;
  } catch {
    return null;
  } finally {
    socket.ws.off('CB:iq,type:result,link_code_companion_reg', yes);
    socket.ws.off('CB:iq,type:error', no);
  }
};
