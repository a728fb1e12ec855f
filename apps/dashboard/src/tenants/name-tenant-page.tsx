import { pages, tenantName } from '@parley/contract';
import { useState } from 'react';
import { Brand } from '../ui/brand.tsx';
import { Form } from '../ui/form.tsx';
import { Link } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { go } from '../ui/router.ts';
import { nameFaults } from './name-faults.ts';
import { TenantNameField } from './tenant-name-field.tsx';

/** On the bare host nobody knows yet which tenant is meant; and whether there is one of that name, nobody says here. */
export const NameTenantPage = () => {
  const [name, setName] = useState('');
  const [faults, setFaults] = useState<string[]>([]);
  const [refusals, setRefusals] = useState(0);
  const goOn = async () => {
    const found = nameFaults(name, tenantName);
    setFaults(found);
    if (found.length > 0) setRefusals(refusals + 1);
    else go(`/t/${name}${pages.logIn}`);
  };
  return (
    <Page
      title="Log in"
      isNarrow
      above={<Brand to={pages.home} />}
      below={
        <p className="faint centered">
          No tenant yet? <Link to={pages.signUp}>Sign up</Link>
        </p>
      }
    >
      <div className="sheet">
        <Form submit="Continue" asking={{ isAsking: false, refusals, mend: () => setFaults([]) }} onSubmit={goOn}>
          <TenantNameField
            hint={`The word after /t/ in your dashboard’s address, as in ${location.host}/t/acme.`}
            errors={faults}
            value={name}
            onChange={setName}
          />
        </Form>
      </div>
    </Page>
  );
};
