import type { WireNode } from '../src/wire/node.ts';
import { dictionaries, words } from '../src/wire/tokens.ts';
import type { Dice } from './dice.ts';

const digits = '0123456789';
const letters = 'abcdefghijklmnopqrstuvwxyzABCXYZ0123456789 _-.:/üß漢👋';
const known = [...words, ...dictionaries.flat()].filter((word) => word !== '');

const randomJid = (dice: Dice): string => {
  const user = dice.chance(0.9) ? dice.text(digits, 1 + dice.below(15)) : dice.text('abcdef', 5);
  const device = dice.chance(0.4) ? `:${1 + dice.below(255)}` : '';
  return dice.pick([
    `${user}${device}@s.whatsapp.net`,
    `${user}${device}@lid`,
    `${user}${device}@hosted`,
    `${user}${device}@hosted.lid`,
    `${user}@g.us`,
    `${user}-${user}@g.us`,
    `${user}@newsletter`,
    '@s.whatsapp.net',
    'status@broadcast',
  ]);
};

const randomText = (dice: Dice): string => {
  switch (dice.below(7)) {
    case 0:
      return dice.pick(known);
    case 1:
      return dice.text(digits, 1 + dice.below(140));
    case 2:
      return dice.text(`${digits}-.`, 1 + dice.below(20));
    case 3:
      return dice.text(`${digits}ABCDEF`, 1 + dice.below(140));
    case 4:
      return randomJid(dice);
    case 5:
      return dice.text(letters, 1 + (dice.chance(0.1) ? dice.below(400) : dice.below(60)));
    default:
      return dice.text(letters, 1 + dice.below(30));
  }
};

const randomContent = (dice: Dice, depth: number): WireNode['content'] => {
  switch (dice.below(depth > 3 ? 3 : 5)) {
    case 0:
      return undefined;
    case 1:
      return dice.bytes(dice.chance(0.02) ? dice.below(2000) : dice.below(60));
    case 2: {
      // Text that no shorter form fits comes back as bytes, so only other text is the same text again.
      return dice.chance(0.5) ? dice.pick(known) : randomJid(dice);
    }
    default:
      return Array.from({ length: dice.below(4) }, () => randomNode(dice, depth + 1));
  }
};

/** Some node, of the shapes and texts that are likely on the wire. */
export const randomNode = (dice: Dice, depth = 0): WireNode => {
  const attrs: Record<string, string> = {};
  for (let left = dice.chance(0.005) ? 150 : dice.below(6); left > 0; left -= 1)
    attrs[dice.chance(0.7) ? dice.pick(known) : dice.text('abcxyz', 8)] = dice.chance(0.03) ? '' : randomText(dice);
  const tag = dice.chance(0.8) ? dice.pick(known) : dice.text('abcxyz', 1 + dice.below(8));
  const content = randomContent(dice, depth);
  return content === undefined ? { tag, attrs } : { tag, attrs, content };
};
