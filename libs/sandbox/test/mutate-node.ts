import type { WireNode } from '../src/wire/node.ts';
import type { Dice } from './dice.ts';

/** What may stand where something else should: for tags, attributes and contents. */
export type Oddities = readonly string[];

const nested = (depth: number): WireNode =>
  depth === 0 ? { tag: 'end', attrs: {} } : { tag: 'n', attrs: {}, content: [nested(depth - 1)] };

const change = (dice: Dice, text: string, oddities: Oddities): string => {
  switch (dice.below(4)) {
    case 0:
      return text.slice(0, dice.below(text.length + 1));
    case 1:
      return `${text}${dice.pick(oddities)}`;
    default:
      return dice.pick(oddities);
  }
};

const changeAttributes = (dice: Dice, node: WireNode, oddities: Oddities): WireNode => {
  const names = Object.keys(node.attrs);
  if (names.length === 0 || dice.chance(0.15))
    return {
      ...node,
      attrs: { ...node.attrs, [dice.pick(['from', 'participant', 'id', 'type', 'to', 'x'])]: dice.pick(oddities) },
    };
  const name = dice.pick(names);
  const { [name]: value = '', ...others } = node.attrs;
  return { ...node, attrs: dice.chance(0.3) ? others : { ...node.attrs, [name]: change(dice, value, oddities) } };
};

const withoutContent = ({ tag, attrs }: WireNode): WireNode => ({ tag, attrs });

const changeContent = (dice: Dice, node: WireNode, oddities: Oddities): WireNode => {
  switch (dice.below(7)) {
    case 0:
      return withoutContent(node);
    case 1:
      return { ...node, content: dice.bytes(dice.below(70)) };
    case 2:
      return { ...node, content: dice.pick(oddities) };
    case 3:
      return { ...node, content: [] };
    case 4:
      return { ...node, content: [nested(1 + dice.below(28))] };
    default: {
      if (!Array.isArray(node.content) || node.content.length === 0) return { ...node, content: dice.bytes(40_000) };
      const child = dice.pick(node.content);
      return { ...node, content: Array.from({ length: dice.pick([0, 2, 40]) }, () => child) };
    }
  }
};

/** A copy with one thing wrong, at the node itself or somewhere below it. */
export const mutateNode = (dice: Dice, node: WireNode, oddities: Oddities): WireNode => {
  const { content } = node;
  if (Array.isArray(content) && content.length > 0 && dice.chance(0.65)) {
    const hit = dice.below(content.length);
    return { ...node, content: content.map((child, at) => (at === hit ? mutateNode(dice, child, oddities) : child)) };
  }
  switch (dice.below(10)) {
    case 0:
      return { ...node, tag: dice.pick(oddities) || 'x' };
    case 1:
    case 2:
    case 3:
      return changeContent(dice, node, oddities);
    default:
      return changeAttributes(dice, node, oddities);
  }
};
