import { Controller, Inject } from '@nestjs/common';
import { getBalance, getUsage, type InputOf, listFailedNumbers, no, yes } from '@parley/contract';
import type { Store } from '@parley/store';
import { Caller } from '../callers/caller.ts';
import { reachOf } from '../callers/reach-of.ts';
import { PrefersCsv } from '../http/csv.ts';
import { Input } from '../http/input.ts';
import { Operation } from '../http/operation.ts';
import { STORE } from '../providers.ts';
import { listFailed } from './list-failed.ts';

@Controller()
export class ReportsController {
  constructor(@Inject(STORE) private readonly store: Store) {}

  @Operation(getBalance)
  async getBalance(@Caller() caller: Caller, @Input() { device }: InputOf<typeof getBalance>) {
    const found = await this.store.forTenant(caller.tenantId, ({ reports }) =>
      reports.balance(device, reachOf(caller)),
    );
    return found === null ? no('device_not_found') : yes(found);
  }

  @Operation(listFailedNumbers)
  listFailedNumbers(
    @Caller() caller: Caller,
    @Input() input: InputOf<typeof listFailedNumbers>,
    @PrefersCsv() prefersCsv: boolean,
  ) {
    const { format = prefersCsv ? 'csv' : 'json', ...asked } = input;
    return listFailed(this.store, caller, { format, ...asked });
  }

  @Operation(getUsage)
  getUsage(@Caller() caller: Caller, @Input() asked: InputOf<typeof getUsage>) {
    return this.store.forTenant(caller.tenantId, ({ reports }) => reports.usage(asked, reachOf(caller)));
  }
}
