// People do not write like clockwork, nor in no time.

/** By how much a slot comes sooner or later than the pace has it: on average not at all. */
export const jitter = (random: () => number = Math.random): number => 0.5 + random();

/** For how long a reply shows that it is being written, by its length. */
export const typingMs = (text: string): number => Math.min(Math.max(text.length * msPerCharacter, leastMs), mostMs);

const msPerCharacter = 40;
const leastMs = 800;
const mostMs = 4_000;
