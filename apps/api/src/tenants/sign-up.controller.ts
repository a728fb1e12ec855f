import { Controller, Inject } from '@nestjs/common';
import { type InputOf, signUp, yes } from '@parley/contract';
import type { Store } from '@parley/store';
import type { Settings } from '../env.ts';
import { Input } from '../http/input.ts';
import { Operation } from '../http/operation.ts';
import { Visitor } from '../callers/visitor.ts';
import { LoginCookie } from '../logins/login-cookie.ts';
import type { Postman } from '../mail/postman.ts';
import { POSTMAN, SETTINGS, STORE } from '../providers.ts';
import { createAccount } from './sign-up.ts';

@Controller()
export class SignUpController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(POSTMAN) private readonly postman: Postman,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Operation(signUp)
  async signUp(
    @Visitor() visitor: Visitor,
    @Input() input: InputOf<typeof signUp>,
    @LoginCookie() cookie: LoginCookie,
  ) {
    const { store, postman, settings } = this;
    const created = await createAccount({ store, postman, settings }, visitor, input);
    if (!created.ok) return created;
    cookie.set(created.value.login, created.value.at);
    return yes(created.value.account);
  }
}
