import { Controller, Inject } from '@nestjs/common';
import { cancelBatch, getBatch, type InputOf, no, sendBatch, yes } from '@parley/contract';
import { Caller } from '../callers/caller.ts';
import { messageReachOf, soughtBy } from '../callers/reach-of.ts';
import { Input } from '../http/input.ts';
import { Once } from '../http/once.ts';
import { Operation } from '../http/operation.ts';
import type { MessageDeps } from '../messages/send-text.ts';
import { MESSAGE_DEPS } from '../providers.ts';
import { sendBatch as send } from './send-batch.ts';

@Controller()
export class BatchesController {
  constructor(@Inject(MESSAGE_DEPS) private readonly deps: MessageDeps) {}

  @Operation(sendBatch)
  sendBatch(@Caller() caller: Caller, @Input() input: InputOf<typeof sendBatch>, @Once() once: Once) {
    return send(this.deps, { caller, input, once });
  }

  @Operation(getBatch)
  async getBatch(@Caller() caller: Caller, @Input() { id }: InputOf<typeof getBatch>) {
    const { store } = this.deps;
    const found = await store.forTenant(caller.tenantId, ({ batches }) =>
      batches.find(soughtBy(caller, id), messageReachOf(caller)),
    );
    return found === null ? no('batch_not_found') : yes(found);
  }

  @Operation(cancelBatch)
  async cancelBatch(@Caller() caller: Caller, @Input() { id }: InputOf<typeof cancelBatch>) {
    const { store } = this.deps;
    const found = await store.forCaller(caller, ({ batches }) =>
      batches.cancel(soughtBy(caller, id), messageReachOf(caller)),
    );
    return found === null ? no('batch_not_found') : yes(found);
  }
}
