import { type Role, roleScopes, type Scope, scopes } from '@parley/contract';

/** What may be done by whoever has all of these roles, each scope once. */
export const scopesOf = (...given: Role[]): Scope[] =>
  scopes.filter((scope) => given.some((role) => roleScopes[role].includes(scope)));
