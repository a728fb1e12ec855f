/** What somebody asked of a device, until its holder has done it. The id tells a wish from the one before. */
export type Wish = { id: string; askedAt: string } & WishOf;

/** A link wish with a number is fulfilled by a code that is entered there, one without by QR. */
export type WishOf = { kind: 'link'; phone: string | null } | { kind: 'unlink' | 'stop' | 'restart' };
