/** One device of somebody, as Signal tells them apart: always by LID, whichever way a message names it. */
export type Address = { lid: string; device: number };

/** The same as one text, for what is kept by address. */
export const toName = ({ lid, device }: Address): string => `${lid}.${device}`;
