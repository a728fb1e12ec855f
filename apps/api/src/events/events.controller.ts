import { Controller, Inject } from '@nestjs/common';
import { type InputOf, listEvents } from '@parley/contract';
import type { Signals } from '@parley/coordination';
import type { Store } from '@parley/store';
import { Caller } from '../callers/caller.ts';
import { Input } from '../http/input.ts';
import { Listener } from '../http/listener.ts';
import { Operation } from '../http/operation.ts';
import { SIGNALS, STORE, WAITS } from '../providers.ts';
import { readFeed } from './read-feed.ts';
import type { Waits } from './waits.ts';

@Controller()
export class EventsController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(SIGNALS) private readonly signals: Signals,
    @Inject(WAITS) private readonly waits: Waits,
  ) {}

  @Operation(listEvents)
  listEvents(@Caller() caller: Caller, @Input() input: InputOf<typeof listEvents>, @Listener() listener: Listener) {
    const { store, signals, waits } = this;
    return readFeed({ store, signals, waits }, { caller, input, listener });
  }
}
