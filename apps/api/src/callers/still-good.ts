import { roleScopes } from '@parley/contract';
import type { FastifyRequest } from 'fastify';
import { readLoginCookie } from '../logins/login-cookie.ts';
import type { LoginVerifier } from '../logins/verify-login.ts';
import { tokenIn } from '../tokens/token-in.ts';
import type { TokenVerifier } from '../tokens/verify-token.ts';
import { callerOf } from './caller.ts';

/** Whether who was let in once would be let in again, with what they may do. For answers that take long; it counts as no
 * request. */
export type StillGood = (request: FastifyRequest) => Promise<boolean>;

type Deps = { verifyToken: TokenVerifier; verifyLogin: LoginVerifier };

export const createStillGood =
  ({ verifyToken, verifyLogin }: Deps): StillGood =>
  async (request) => {
    const { by, at, scopes } = callerOf(request);
    if (by.kind === 'token') {
      const token = await verifyToken(at.name, tokenIn(request) ?? '', noLimit);
      return token?.tokenId === by.id && token.apiAccess;
    }
    const login = await verifyLogin(at.name, readLoginCookie(request, at) ?? '', noLimit);
    return login?.loginId === by.loginId && roleScopes[login.role] === scopes;
  };

/** It was a stranger once, when it was let in. */
const noLimit = async (): Promise<void> => {};
