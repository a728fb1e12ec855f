import { Controller, Inject } from '@nestjs/common';
import { type InputOf, sendEmailLink, verifyEmail } from '@parley/contract';
import type { Store } from '@parley/store';
import { LoginCaller } from '../callers/caller.ts';
import { Input } from '../http/input.ts';
import { Operation } from '../http/operation.ts';
import type { Postman } from '../mail/postman.ts';
import { POSTMAN, STORE } from '../providers.ts';
import { mailEmailLink } from './send-email-link.ts';
import { verify } from './verify-email.ts';

@Controller()
export class EmailsController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(POSTMAN) private readonly postman: Postman,
  ) {}

  @Operation(sendEmailLink)
  sendEmailLink(@LoginCaller() caller: LoginCaller) {
    return mailEmailLink({ store: this.store, postman: this.postman }, caller);
  }

  @Operation(verifyEmail)
  verifyEmail(@LoginCaller() caller: LoginCaller, @Input() { code }: InputOf<typeof verifyEmail>) {
    return verify(this.store, caller, code);
  }
}
