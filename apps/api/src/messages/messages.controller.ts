import { Controller, Inject } from '@nestjs/common';
import { cancelMessage, getMessage, getTimeline, type InputOf, listMessages, sendText } from '@parley/contract';
import { Caller } from '../callers/caller.ts';
import { Input } from '../http/input.ts';
import { Operation } from '../http/operation.ts';
import { Sender } from '../http/sender.ts';
import { MESSAGE_DEPS } from '../providers.ts';
import { cancel } from './cancel-message.ts';
import { get, timeline } from './get-message.ts';
import { list } from './list-messages.ts';
import { type MessageDeps, sendText as send } from './send-text.ts';

@Controller()
export class MessagesController {
  constructor(@Inject(MESSAGE_DEPS) private readonly deps: MessageDeps) {}

  @Operation(sendText)
  sendText(@Caller() caller: Caller, @Input() input: InputOf<typeof sendText>, @Sender() sender: Sender) {
    return send(this.deps, { caller, sender }, input);
  }

  @Operation(cancelMessage)
  cancelMessage(@Caller() caller: Caller, @Input() { id }: InputOf<typeof cancelMessage>) {
    return cancel(this.deps, caller, id);
  }

  @Operation(listMessages)
  listMessages(@Caller() caller: Caller, @Input() input: InputOf<typeof listMessages>) {
    return list(this.deps, caller, input);
  }

  @Operation(getMessage)
  getMessage(@Caller() caller: Caller, @Input() { id }: InputOf<typeof getMessage>) {
    return get(this.deps, caller, id);
  }

  @Operation(getTimeline)
  getTimeline(@Caller() caller: Caller, @Input() { id }: InputOf<typeof getTimeline>) {
    return timeline(this.deps, caller, id);
  }
}
