import type { Network } from '@parley/contract';

/** Where WhatsApp takes its clients. */
const whatsappUrl = 'wss://web.whatsapp.com/ws/chat';

/** Where the sessions of a network connect to. It throws for a live one that is not to go to WhatsApp itself, over TLS:
 * nothing else proves there who answers. And for a sandbox one that would go there. */
export const sessionUrl = (network: Network, wsUrl: string | undefined): string => {
  if (network === 'live' && wsUrl !== undefined && wsUrl !== whatsappUrl)
    throw new Error(`Live devices connect to ${whatsappUrl} and to nothing else.`);
  if (network === 'live') return whatsappUrl;
  if (wsUrl === undefined || !/^wss?:$/u.test(new URL(wsUrl).protocol) || isOfWhatsapp(new URL(wsUrl)))
    throw new Error("Sandbox devices connect to the sandbox's own ws: address.");
  return wsUrl;
};

const isOfWhatsapp = ({ hostname }: URL): boolean => /(?:^|\.)whatsapp\.(?:com|net)\.?$/u.test(hostname);
