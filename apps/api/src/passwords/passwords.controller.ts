import { Controller, Inject } from '@nestjs/common';
import { changePassword, forgetPassword, type InputOf, resetPassword } from '@parley/contract';
import type { Store } from '@parley/store';
import { LoginCaller } from '../callers/caller.ts';
import { Input } from '../http/input.ts';
import { Operation } from '../http/operation.ts';
import { Visitor } from '../callers/visitor.ts';
import type { Postman } from '../mail/postman.ts';
import { POSTMAN, STORE } from '../providers.ts';
import { changeOwnPassword } from './change-password.ts';
import { forget } from './forget-password.ts';
import { setNewPassword } from './reset-password.ts';

@Controller()
export class PasswordsController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(POSTMAN) private readonly postman: Postman,
  ) {}

  @Operation(changePassword)
  changePassword(@LoginCaller() caller: LoginCaller, @Input() input: InputOf<typeof changePassword>) {
    return changeOwnPassword(this.store, caller, input);
  }

  @Operation(forgetPassword)
  forgetPassword(@Visitor() visitor: Visitor, @Input() { email }: InputOf<typeof forgetPassword>) {
    return forget({ store: this.store, postman: this.postman }, visitor, email);
  }

  @Operation(resetPassword)
  resetPassword(@Visitor() visitor: Visitor, @Input() input: InputOf<typeof resetPassword>) {
    return setNewPassword(this.store, visitor, input);
  }
}
