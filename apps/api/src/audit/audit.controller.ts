import { Controller, Inject } from '@nestjs/common';
import { exportAudit, type InputOf, listAudit, verifyAudit, yes } from '@parley/contract';
import type { Store } from '@parley/store';
import { Caller } from '../callers/caller.ts';
import { Input } from '../http/input.ts';
import { Operation } from '../http/operation.ts';
import { STORE } from '../providers.ts';
import { exportRecords } from './export-audit.ts';
import { verifyChain } from './verify-audit.ts';

@Controller()
export class AuditController {
  constructor(@Inject(STORE) private readonly store: Store) {}

  @Operation(listAudit)
  listAudit(@Caller() { tenantId }: Caller, @Input() page: InputOf<typeof listAudit>) {
    return this.store.forTenant(tenantId, ({ audit }) => audit.list(page));
  }

  @Operation(verifyAudit)
  verifyAudit(@Caller() { tenantId }: Caller, @Input() kept: InputOf<typeof verifyAudit>) {
    return verifyChain(this.store, tenantId, kept);
  }

  @Operation(exportAudit)
  exportAudit(@Caller() { tenantId }: Caller) {
    return yes(exportRecords(this.store, tenantId));
  }
}
