export type PreKey = { id: number; public: Buffer };
export type SignedPreKey = PreKey & { signature: Buffer };

/** What somebody who wants to write to a device for the first time needs of it. */
export type Bundle = {
  registrationId: number;
  identity: Buffer;
  signedPreKey: SignedPreKey;
  /** Used once, by one writer; null where the device has none left. */
  preKey: PreKey | null;
};
