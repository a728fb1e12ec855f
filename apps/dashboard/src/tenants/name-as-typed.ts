/** A tenant's name as somebody types it: small letters, and a dash where they put a space. */
export const nameAsTyped = (typed: string): string => typed.toLowerCase().replaceAll(/\s+/g, '-');
