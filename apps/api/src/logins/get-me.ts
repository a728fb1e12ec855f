import { type getMe as operation, type OutputOf, type Result, roleScopes, yes } from '@parley/contract';
import type { Store } from '@parley/store';
import type { LoginCaller } from '../callers/caller.ts';
import { isInstallationOperator } from './installation-operator.ts';
import { ownMember } from './own-member.ts';

export const showMe = (
  { store, operatorEmails }: { store: Store; operatorEmails: readonly string[] },
  caller: LoginCaller,
) =>
  store.forTenant(caller.tenantId, async (mine): Promise<Result<OutputOf<typeof operation>, never>> => {
    const member = await ownMember(mine, caller);
    const { name } = await mine.tenant.account();
    return yes({
      tenant: name,
      member,
      scopes: [...roleScopes[member.role]],
      is_installation_operator: isInstallationOperator(member, operatorEmails),
    });
  });
