import { privacySettings } from './privacy-settings.ts';

/** What a person shows of itself, and to whom: plain data, kept with the account. Others are named by LID, times are
 * seconds since 1970. */
export type Profile = {
  /** What it says about itself, below its name. */
  about: { text: string; at: number };
  picture: Picture | null;
  /** By the names that the service gives to its settings. */
  privacy: Map<string, string>;
  blocked: Set<string>;
  /** After how many seconds what is written in new chats disappears. */
  disappearing: { seconds: number; at: number };
  /** The tokens it was given by those who have written to it, and when. */
  tokens: Map<string, { token: Buffer; at: number }>;
};

/** A picture of a person or of a group, and where on the media host it lies. */
export type Picture = { id: string; bytes: Buffer; path: string };

/** What a new account has chosen: as the service chooses for it. */
export const createProfile = (nowMs: number): Profile => ({
  about: { text: 'Hey there! I am using WhatsApp.', at: Math.floor(nowMs / 1000) },
  picture: null,
  privacy: new Map([...privacySettings.keys()].map((name) => [name, 'all'])),
  blocked: new Set(),
  disappearing: { seconds: 0, at: 0 },
  tokens: new Map(),
});
