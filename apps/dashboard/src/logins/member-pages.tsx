import { pages } from '@parley/contract';
import { tenantBase } from '../api/tenant-base.ts';
import { Link } from '../ui/link.tsx';
import { usePath } from '../ui/router.ts';

/** The pages for members; a page below one of them counts as its. */
export const MemberPages = () => {
  const { path } = tenantBase(location);
  const here = usePath().slice(path.length);
  return (
    <nav aria-label="Pages">
      {places.map(({ page, name }) => (
        <Link key={page} to={`${path}${page}`} isCurrent={here === page || here.startsWith(`${page}/`)}>
          {name}
        </Link>
      ))}
    </nav>
  );
};

const places = [
  { page: pages.devices, name: 'Devices' },
  { page: pages.messages, name: 'Messages' },
  { page: pages.reports, name: 'Reports' },
  { page: pages.tokens, name: 'Tokens' },
];
