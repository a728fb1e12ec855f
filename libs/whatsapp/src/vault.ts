/** Where a session's credentials and Signal keys are kept. Whoever holds sessions provides one for each device; this
 * library only says what it needs. Values are bytes that mean nothing to the vault. */
export type Vault = {
  /** The credentials; null where the device was never linked, or its keys are gone. */
  findCreds: () => Promise<Buffer | null>;
  /** The values there are, by id. */
  findKeys: (kind: string, ids: readonly string[]) => Promise<Map<string, Buffer>>;
  /** All values of a kind, by id. */
  listKeys: (kind: string) => Promise<Map<string, Buffer>>;
  /** All of it or nothing. Rejects where this process may not write for the device any more. */
  commit: (change: VaultChange) => Promise<void>;
  /** Forgets everything: the device is to be linked anew. */
  clear: () => Promise<void>;
};

export type VaultChange = {
  creds?: Buffer;
  /** A value of null takes the key away. What has expired may be forgotten at any time from then on. */
  keys: readonly { kind: string; id: string; value: Buffer | null; expiresAt?: Date }[];
};
