import type { InputOf, TokenId, changeSettings as changeOperation, listPlans as listOperation } from '@parley/contract';
import { listPlans } from '../plans/list-plans.ts';
import { getAccount } from '../tenants/account.ts';
import { changeSettings } from '../tenants/change-settings.ts';
import { getSettings } from '../tenants/settings.ts';
import { type NewToken, createToken } from '../tokens/create-token.ts';
import { revokeToken } from '../tokens/revoke-token.ts';
import type { PresentedToken } from '../tokens/token-secret.ts';
import { findToken } from '../tokens/token.ts';
import { verifyToken } from '../tokens/verify-token.ts';
import type { TenantScope } from './transaction.ts';

export type TenantStore = ReturnType<typeof tenantStore>;

/** All that can be asked in a tenant's transaction. */
export const tenantStore = (scope: TenantScope) => ({
  tenant: {
    account: () => getAccount(scope),
    settings: () => getSettings(scope),
    changeSettings: (change: InputOf<typeof changeOperation>) => changeSettings(scope, change),
  },
  plans: {
    list: (page: InputOf<typeof listOperation>) => listPlans(scope.sql, page),
  },
  tokens: {
    find: (id: TokenId) => findToken(scope, id),
    create: (token: NewToken) => createToken(scope, token),
    revoke: (id: TokenId) => revokeToken(scope, id),
    verify: (presented: PresentedToken) => verifyToken(scope, presented),
  },
});
