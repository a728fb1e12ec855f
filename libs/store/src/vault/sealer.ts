/** Seals and opens a tenant's secrets, in its transaction. */
export type Sealer = {
  seal: (place: SecretPlace, clear: Uint8Array) => Promise<Buffer>;
  /** Throws for what was not sealed for this very place of this very tenant. */
  open: (place: SecretPlace, sealed: Buffer) => Promise<Buffer>;
};

/** Where a secret lies. What is sealed for one place opens at no other. */
export type SecretPlace = { deviceUuid: string; kind: string; id: string };
