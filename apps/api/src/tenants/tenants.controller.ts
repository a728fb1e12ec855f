import { Controller, Inject } from '@nestjs/common';
import { changeSettings, deleteAccount, getAccount, getSettings, type InputOf, yes } from '@parley/contract';
import type { Store } from '@parley/store';
import { Caller, LoginCaller } from '../callers/caller.ts';
import { Input } from '../http/input.ts';
import { Operation } from '../http/operation.ts';
import { LoginCookie } from '../logins/login-cookie.ts';
import { STORE } from '../providers.ts';
import { endAccount } from './delete-account.ts';

@Controller()
export class TenantsController {
  constructor(@Inject(STORE) private readonly store: Store) {}

  @Operation(deleteAccount)
  async deleteAccount(
    @LoginCaller() caller: LoginCaller,
    @Input() { confirm }: InputOf<typeof deleteAccount>,
    @LoginCookie() cookie: LoginCookie,
  ) {
    const deleted = await endAccount(this.store, caller, confirm);
    if (deleted.ok) cookie.clear();
    return deleted;
  }

  @Operation(getAccount)
  async getAccount(@Caller() { tenantId }: Caller) {
    return yes(await this.store.forTenant(tenantId, ({ tenant }) => tenant.account()));
  }

  @Operation(getSettings)
  async getSettings(@Caller() { tenantId }: Caller) {
    return yes(await this.store.forTenant(tenantId, ({ tenant }) => tenant.settings()));
  }

  @Operation(changeSettings)
  async changeSettings(@Caller() caller: Caller, @Input() input: InputOf<typeof changeSettings>) {
    return yes(await this.store.forCaller(caller, ({ tenant }) => tenant.changeSettings(input)));
  }
}
