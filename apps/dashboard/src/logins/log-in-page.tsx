import { pages } from '@parley/contract';
import { tenantBase } from '../api/tenant-base.ts';
import { Brand } from '../ui/brand.tsx';
import { Link } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { go } from '../ui/router.ts';
import { LogInForm } from './log-in-form.tsx';
import { pageAfterLogin } from './page-after-login.ts';
import { tenantHere } from '../tenants/tenant-here.ts';

export const LogInPage = () => {
  const { path, name } = tenantBase(location);
  const told: unknown = history.state;
  return (
    <Page
      title={`Log in to ${tenantHere()}`}
      isNarrow
      above={<Brand to={name === null ? pages.logIn : pages.home} />}
      below={
        name !== null && (
          <p className="faint centered">
            Not your tenant? <Link to={pages.logIn}>Choose another</Link>
          </p>
        )
      }
    >
      <div className="sheet">
        <LogInForm onLoggedIn={() => go(`${path}${pageAfterLogin(told)}`, { isReplacing: true })} />
      </div>
    </Page>
  );
};
