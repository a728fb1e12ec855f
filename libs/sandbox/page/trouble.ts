import { button, part } from './element.ts';

/** Says what went wrong, until it is put away or something newer goes wrong. */
export const sayTrouble = (error: unknown): void => {
  const place = part('trouble');
  const text = error instanceof Error ? error.message : String(error);
  const close = button('Close', () => (place.hidden = true));
  place.replaceChildren(text.charAt(0).toUpperCase() + text.slice(1), close);
  place.hidden = false;
};
