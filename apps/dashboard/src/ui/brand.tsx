import { Link } from './link.tsx';

/** Whose pages these are, leading to the first of them. */
export const Brand = ({ to }: { to: string }) => (
  <Link to={to} className="brand">
    <img src="/favicon.svg" alt="" width="28" height="28" />
    <span>Parley</span>
  </Link>
);
