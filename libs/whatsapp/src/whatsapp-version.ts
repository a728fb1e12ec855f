/** Which of WhatsApp's web clients we say we are. */
export type WhatsAppVersion = [number, number, number];

/** The one that our version of Baileys is made for. WhatsApp refuses old ones with 405: whoever runs Parley can set
 * another. */
export const defaultWhatsAppVersion: WhatsAppVersion = [2, 3000, 1_043_857_760];

/** Reads one as WhatsApp writes it, `2.3000.1035194821`; null where it is none. */
export const parseVersion = (text: string): WhatsAppVersion | null => {
  const parts = /^(\d{1,10})\.(\d{1,10})\.(\d{1,10})$/u.exec(text.trim())?.slice(1).map(Number);
  const [first, second, third] = parts ?? [];
  return first === undefined || second === undefined || third === undefined ? null : [first, second, third];
};
