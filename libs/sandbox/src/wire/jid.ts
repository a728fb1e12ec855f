/** Where a stanza goes: one device of a person by phone number or by LID, a group, or the server itself. */
export type Jid = { user: string; server: string; device: number };

export const serverJid = '@s.whatsapp.net';
export const groupServer = 'g.us';
export const lidServer = 'lid';
export const phoneServer = 's.whatsapp.net';

/** Reads any text; what is no jid has neither user nor server, and a device that is no number is none that anybody
 * has. */
export const parseJid = (text: string): Jid => {
  const at = text.indexOf('@');
  if (at === -1) return { user: '', server: '', device: 0 };
  const [user = '', device = '0', ...more] = text.slice(0, at).split(':');
  const isDevice = more.length === 0 && /^\d{1,5}$/u.test(device);
  return { user, server: text.slice(at + 1), device: isDevice ? Number(device) : Number.NaN };
};

export const toJid = (user: string, server: string, device = 0): string =>
  device === 0 ? `${user}@${server}` : `${user}:${device}@${server}`;
