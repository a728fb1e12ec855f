import { type InputOf, no, type signUp as operation, yes } from '@parley/contract';
import { hashPassword, type Store } from '@parley/store';
import type { Settings } from '../env.ts';
import { baseOf, onBareHost } from '../http/tenant-address.ts';
import type { Visitor } from '../callers/visitor.ts';
import type { Postman } from '../mail/postman.ts';

type Deps = { store: Store; postman: Postman; settings: Pick<Settings, 'SIGNUP' | 'PUBLIC_URL'> };

/** A tenant on the trial plan, its owner, and the owner's first login; the address is verified by the mail that follows. */
export const createAccount = async (
  { store, postman, settings }: Deps,
  from: Visitor,
  { tenant: name, email, password }: InputOf<typeof operation>,
) => {
  if (settings.SIGNUP === 'closed') return no('signup_closed');
  const passwordHash = await hashPassword(password);
  const created = await store.forInstallation(({ signUp }) => signUp({ name, email, passwordHash, from }));
  if (!created.ok) return created;
  const { owner, login, code } = created.value;
  const at = onBareHost(settings.PUBLIC_URL, name);
  postman.post({ kind: 'verify_email', to: email, tenant: at, code });
  return yes({ account: { tenant: name, url: `${baseOf(at)}/`, member: owner }, at, login });
};
