import { Link } from './link.tsx';
import { Page } from './page.tsx';

export const LostPage = ({ home }: { home: string }) => (
  <Page title="Page not found" isNarrow>
    <div className="sheet">
      <p>Check the address, or the link you followed.</p>
      <p>
        <Link to={home}>Go to the start page</Link>
      </p>
    </div>
  </Page>
);
