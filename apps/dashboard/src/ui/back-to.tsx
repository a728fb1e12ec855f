import { Link } from './link.tsx';

/** Above a page: to the one it stands below. */
export const BackTo = ({ to, name }: { to: string; name: string }) => (
  <p className="back">
    <Link to={to}>
      <span aria-hidden="true">← </span>
      {name}
    </Link>
  </p>
);
