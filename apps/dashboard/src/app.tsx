import { getMe, pages } from '@parley/contract';
import type { ReactNode } from 'react';
import { SignUpPage } from './tenants/sign-up-page.tsx';
import { call } from './api/call.ts';
import { ProblemNote } from './api/problem-note.tsx';
import { tenantBase } from './api/tenant-base.ts';
import { DevicePage } from './devices/device-page.tsx';
import { deviceOnPage } from './devices/device-path.ts';
import { DevicesPage } from './devices/devices-page.tsx';
import { HomePage } from './home/home-page.tsx';
import { InvitationPage } from './invitations/invitation-page.tsx';
import { ForgottenPage } from './passwords/forgotten-page.tsx';
import { LogInPage } from './logins/log-in-page.tsx';
import { MessagePage } from './messages/message-page.tsx';
import { messageOnPage } from './messages/message-path.ts';
import { MessagesPage } from './messages/messages-page.tsx';
import { SendPage } from './messages/send-page.tsx';
import { ReportsPage } from './reports/reports-page.tsx';
import { NameTenantPage } from './tenants/name-tenant-page.tsx';
import { NewPasswordPage } from './passwords/new-password-page.tsx';
import { VerifyAddressPage } from './emails/verify-address-page.tsx';
import { TokensPage } from './tokens/tokens-page.tsx';
import { GoTo } from './ui/go-to.tsx';
import { LostPage } from './ui/lost-page.tsx';
import { Page } from './ui/page.tsx';
import { usePath } from './ui/router.ts';
import { useLoaded } from './ui/use-loaded.ts';
import { Waiting } from './ui/waiting.tsx';

/** Which page stands at the path that is open. */
export const App = () => {
  const { path } = tenantBase({ origin: location.origin, pathname: usePath() });
  const page = location.pathname.slice(path.length) || pages.home;
  return path === '' ? <HostPages page={page} /> : tenantPage(page, path);
};

/** Without a tenant in the path this is the bare host, or a tenant's own; only the api knows which. */
const HostPages = ({ page }: { page: string }) => {
  const { value: isTenant, again } = useLoaded(askWhetherTenant);
  if (isTenant === null) return <Waiting />;
  if (isTenant === 'unknown') {
    return (
      <Page title="Parley" isNarrow>
        <ProblemNote problem={{ message: 'Parley cannot answer right now.' }} onAgain={again} />
      </Page>
    );
  }
  return isTenant === 'yes' ? tenantPage(page, '') : barePage(page);
};

/** `/me` is asked of tenants: on the bare host there is nothing at that path. */
const askWhetherTenant = async (): Promise<'yes' | 'no' | 'unknown'> => {
  const answer = await call(getMe, {});
  if (answer.ok || answer.problem.code === 'login_required') return 'yes';
  return answer.problem.code === 'not_found' ? 'no' : 'unknown';
};

const barePage = (page: string): ReactNode => {
  switch (page) {
    case pages.home:
      return <HomePage />;
    case pages.signUp:
      return <SignUpPage />;
    case pages.logIn:
    case pages.devices:
    case pages.messages:
    case pages.send:
    case pages.reports:
    case pages.tokens:
      return <NameTenantPage />;
    default:
      return <LostPage home={pages.home} />;
  }
};

const tenantPage = (page: string, path: string): ReactNode => {
  const device = deviceOnPage(page);
  if (device !== null) return <DevicePage id={device} />;
  const message = messageOnPage(page);
  if (message !== null) return <MessagePage id={message} />;
  switch (page) {
    case pages.home:
      return <GoTo path={`${path}${pages.devices}`} />;
    case pages.logIn:
      return <LogInPage />;
    case pages.forgotten:
      return <ForgottenPage />;
    case pages.devices:
      return <DevicesPage />;
    case pages.messages:
      return <MessagesPage />;
    case pages.send:
      return <SendPage />;
    case pages.reports:
      return <ReportsPage />;
    case pages.tokens:
      return <TokensPage />;
    case pages.invitation:
      return <InvitationPage />;
    case pages.verifyEmail:
      return <VerifyAddressPage />;
    case pages.newPassword:
      return <NewPasswordPage />;
    case pages.signUp:
      return path === '' ? <LostPage home={pages.home} /> : <GoTo path={pages.signUp} />;
    default:
      return <LostPage home={`${path}${pages.home}`} />;
  }
};
