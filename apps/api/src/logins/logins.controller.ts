import { Controller, Inject } from '@nestjs/common';
import { closeEveryLogin, closeLogin, getMe, type InputOf, openLogin, yes } from '@parley/contract';
import type { Store } from '@parley/store';
import type { Settings } from '../env.ts';
import { LoginCaller } from '../callers/caller.ts';
import { Input } from '../http/input.ts';
import { Operation } from '../http/operation.ts';
import { Visitor } from '../callers/visitor.ts';
import { SETTINGS, STORE } from '../providers.ts';
import { showMe } from './get-me.ts';
import { LoginCookie } from './login-cookie.ts';
import { logIn } from './open-login.ts';

@Controller()
export class LoginsController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Operation(openLogin)
  async openLogin(
    @Visitor() visitor: Visitor,
    @Input() input: InputOf<typeof openLogin>,
    @LoginCookie() cookie: LoginCookie,
  ) {
    const opened = await logIn(this.store, visitor, input);
    if (!opened.ok) return opened;
    cookie.set(opened.value.login);
    return yes(opened.value.member);
  }

  @Operation(closeLogin)
  async closeLogin(@LoginCaller() caller: LoginCaller, @LoginCookie() cookie: LoginCookie) {
    await this.store.forCaller(caller, ({ logins }) => logins.close(caller.by.loginId));
    cookie.clear();
    return yes({});
  }

  @Operation(closeEveryLogin)
  async closeEveryLogin(@LoginCaller() caller: LoginCaller, @LoginCookie() cookie: LoginCookie) {
    const closed = await this.store.forCaller(caller, ({ logins }) => logins.closeAll({ memberId: caller.by.id }));
    cookie.clear();
    return yes({ closed });
  }

  @Operation(getMe)
  getMe(@LoginCaller() caller: LoginCaller) {
    return showMe({ store: this.store, operatorEmails: this.settings.OPERATOR_EMAILS }, caller);
  }
}
