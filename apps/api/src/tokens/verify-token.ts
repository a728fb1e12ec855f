import { hash } from 'node:crypto';
import { newId, no, type Result, yes } from '@parley/contract';
import { type PresentedToken, parseToken, type Store } from '@parley/store';
import type { Caller } from '../http/caller.ts';

type Verified = Result<Caller, 'token_invalid' | 'api_access_missing'>;
export type TokenVerifier = (tenantName: string, clear: string) => Promise<Verified>;

/**
 * Who does this token speak for? A malformed token costs no read. Every well-formed one, good or bad, of a known
 * tenant or not, costs the same two, so that nothing is learned from the time an answer takes.
 */
export const createTokenVerifier = (store: Store, now: () => number = Date.now): TokenVerifier => {
  const remembered = new Map<string, { caller: Caller; until: number }>();

  const remember = (key: string, caller: Caller, expiresAt: Date | null): void => {
    for (const oldest of remembered.keys()) {
      if (remembered.size < rememberedMax) break;
      remembered.delete(oldest);
    }
    const until = Math.min(now() + rememberedForMs, expiresAt?.getTime() ?? Number.POSITIVE_INFINITY);
    remembered.set(key, { caller, until });
  };

  return async (tenantName, clear) => {
    // Remembered by its hash: nobody shall find tokens in a dump of our memory.
    const key = `${tenantName} ${hash('sha256', clear, 'base64')}`;
    const known = remembered.get(key);
    if (known && known.until > now()) return yes(known.caller);
    remembered.delete(key);

    const token = parseToken(clear);
    if (!token) return no('token_invalid');
    const { tenantId, rights } = await readRights(store, tenantName, token);
    if (!rights) return no('token_invalid');
    if (!rights.apiAccess) return no('api_access_missing');
    const caller: Caller = { tenantId, tokenId: token.id, scopes: rights.scopes };
    remember(key, caller, rights.expiresAt);
    return yes(caller);
  };
};

/** Short enough that a revoked token is refused everywhere within 5 s, without anybody being told. */
const rememberedForMs = 2_000;
const rememberedMax = 10_000;

const readRights = async (store: Store, tenantName: string, token: PresentedToken) => {
  const tenant = await store.forInstallation((installation) => installation.findTenantByName(tenantName));
  const tenantId = tenant?.id ?? nobody;
  return { tenantId, rights: await store.forTenant(tenantId, ({ tokens }) => tokens.verify(token)) };
};

/** A tenant that no row belongs to: an unknown name takes the same path as a known one. */
const nobody = newId('ten');
