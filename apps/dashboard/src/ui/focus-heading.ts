/** Where reading goes on when what had the focus is gone. */
export const focusHeading = (): void => document.querySelector('h1')?.focus();
