/** Something in a list: what makes it the same thing, and whatever it shows; it is made anew when that changes. */
export type Kept = { key: string; looks: string; make: () => HTMLElement };

const shown = new WeakMap<HTMLElement, { key: string; looks: string }>();

/** Brings a list up to date, and leaves alone what has not changed: the place where one reads, and what has the focus,
 * stay. */
export const keep = (list: HTMLElement, wanted: readonly Kept[]): void => {
  const before = new Map<string, HTMLElement>();
  for (const child of list.children) if (child instanceof HTMLElement) before.set(shown.get(child)?.key ?? '', child);
  let next = list.firstElementChild;
  for (const { key, looks, make } of wanted) {
    const known = before.get(key);
    const isSame = known !== undefined && shown.get(known)?.looks === looks;
    const child = isSame ? known : make();
    shown.set(child, { key, looks });
    before.delete(key);
    if (known !== undefined && !isSame) {
      if (next === known) next = known.nextElementSibling;
      const hadFocus = known.contains(document.activeElement);
      known.remove();
      list.insertBefore(child, next);
      if (hadFocus) child.querySelector<HTMLElement>('button')?.focus();
    } else if (next === child) next = child.nextElementSibling;
    else list.insertBefore(child, next);
  }
  for (const gone of before.values()) gone.remove();
};
