/** Shown while something is on its way; unseen at first, since most things are here at once. */
export const Waiting = () => (
  <output className="waiting">
    <span className="unseen">Loading</span>
  </output>
);
