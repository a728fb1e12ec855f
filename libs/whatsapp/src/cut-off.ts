import type { WASocket } from '@whiskeysockets/baileys';

/** Ends the connection under a socket at once, without waiting for the other side. Baileys has no word for it. */
export const cutOff = ({ ws }: Pick<WASocket, 'ws'>): void => {
  const raw: unknown = Reflect.get(ws, 'socket');
  if (isCuttable(raw)) raw.terminate();
};

const isCuttable = (value: unknown): value is { terminate: () => void } =>
  typeof value === 'object' && value !== null && 'terminate' in value && typeof value.terminate === 'function';
