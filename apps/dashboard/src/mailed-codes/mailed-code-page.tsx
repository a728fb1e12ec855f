import type { ComponentType } from 'react';
import { pages } from '@parley/contract';
import { tenantBase } from '../api/tenant-base.ts';
import { Brand } from '../ui/brand.tsx';
import { Note } from '../ui/note.tsx';
import { Page } from '../ui/page.tsx';
import { useMailedCode } from './use-mailed-code.ts';

type Props = {
  title: string;
  /** What is done with the code. Another code begins anew: nothing is left of the one before. */
  Content: ComponentType<{ code: string }>;
};

/** A page that a mailed link leads to. */
export const MailedCodePage = ({ title, Content }: Props) => {
  const code = useMailedCode();
  return (
    <Page title={title} isNarrow above={<Brand to={`${tenantBase(location).path}${pages.home}`} />}>
      <div className="sheet">{code === null ? <MissingCode /> : <Content key={code} code={code} />}</div>
    </Page>
  );
};

/** The page was opened without its link, or loaded again after the code was taken out of the address. */
const MissingCode = () => (
  <Note kind="quiet">
    <p>Open this page with the link in your email. If you have reloaded it, open that link again.</p>
  </Note>
);
