import { type MemberId, type TenantId, type TokenId, toUuid } from '@parley/contract';

/** As much of a caller as is written down with what it did. */
export type Author = {
  tenantId: TenantId;
  by: { kind: 'token'; id: TokenId } | { kind: 'member'; id: MemberId } | { kind: 'installation' | 'visitor' };
  /** The network address it came from. */
  address: string | null;
  requestId: string | null;
};

/** Those who run the installation, when they act by hand and not by a request. */
export const installationAuthor = (tenantId: TenantId): Author => ({
  tenantId,
  by: { kind: 'installation' },
  address: null,
  requestId: null,
});

export const uuidOf = ({ by }: Author): string | null => ('id' in by ? toUuid(by.id) : null);
