import { Module } from '@nestjs/common';
import type { Dispatch, Signals } from '@parley/coordination';
import type { Store } from '@parley/store';
import type { Waits } from '../events/waits.ts';
import { DISPATCH, MESSAGE_DEPS, SIGNALS, STORE, WAITS } from '../providers.ts';
import { createAcceptTogether } from './accept-together.ts';
import { MessagesController } from './messages.controller.ts';
import type { MessageDeps } from './send-text.ts';

@Module({
  controllers: [MessagesController],
  exports: [MESSAGE_DEPS],
  providers: [
    {
      provide: MESSAGE_DEPS,
      inject: [STORE, DISPATCH, SIGNALS, WAITS],
      useFactory: (...given: [Store, Dispatch, Signals, Waits]): MessageDeps => {
        const [store, dispatch, signals, waits] = given;
        return { store, dispatch, acceptTogether: createAcceptTogether({ store, dispatch }), signals, waits };
      },
    },
  ],
})
export class MessagesModule {}
