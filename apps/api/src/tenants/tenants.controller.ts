import { Controller, Inject } from '@nestjs/common';
import { changeSettings, getAccount, getSettings, type InputOf, yes } from '@parley/contract';
import type { Store } from '@parley/store';
import { Caller } from '../http/caller.ts';
import { Input } from '../http/input.ts';
import { Operation } from '../http/operation.ts';
import { STORE } from '../providers.ts';

@Controller()
export class TenantsController {
  constructor(@Inject(STORE) private readonly store: Store) {}

  @Operation(getAccount)
  async getAccount(@Caller() { tenantId }: Caller) {
    return yes(await this.store.forTenant(tenantId, ({ tenant }) => tenant.account()));
  }

  @Operation(getSettings)
  async getSettings(@Caller() { tenantId }: Caller) {
    return yes(await this.store.forTenant(tenantId, ({ tenant }) => tenant.settings()));
  }

  @Operation(changeSettings)
  async changeSettings(@Caller() { tenantId }: Caller, @Input() input: InputOf<typeof changeSettings>) {
    return yes(await this.store.forTenant(tenantId, ({ tenant }) => tenant.changeSettings(input)));
  }
}
