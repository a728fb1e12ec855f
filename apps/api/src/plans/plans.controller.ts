import { Controller, Inject } from '@nestjs/common';
import { type InputOf, listPlans } from '@parley/contract';
import type { Store } from '@parley/store';
import { Caller } from '../callers/caller.ts';
import { Input } from '../http/input.ts';
import { Operation } from '../http/operation.ts';
import { STORE } from '../providers.ts';

@Controller()
export class PlansController {
  constructor(@Inject(STORE) private readonly store: Store) {}

  @Operation(listPlans)
  listPlans(@Caller() { tenantId }: Caller, @Input() page: InputOf<typeof listPlans>) {
    return this.store.forTenant(tenantId, ({ plans }) => plans.list(page));
  }
}
