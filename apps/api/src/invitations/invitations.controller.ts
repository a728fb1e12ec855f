import { Controller, Inject } from '@nestjs/common';
import {
  acceptInvitation,
  createInvitation,
  type InputOf,
  listInvitations,
  withdrawInvitation,
  yes,
} from '@parley/contract';
import type { Store } from '@parley/store';
import { Caller } from '../callers/caller.ts';
import { Input } from '../http/input.ts';
import { Operation } from '../http/operation.ts';
import { Visitor } from '../callers/visitor.ts';
import { LoginCookie } from '../logins/login-cookie.ts';
import type { Postman } from '../mail/postman.ts';
import { POSTMAN, STORE } from '../providers.ts';
import { accept } from './accept-invitation.ts';
import { invite } from './create-invitation.ts';
import { withdraw } from './withdraw-invitation.ts';

@Controller()
export class InvitationsController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(POSTMAN) private readonly postman: Postman,
  ) {}

  @Operation(listInvitations)
  listInvitations(@Caller() { tenantId }: Caller, @Input() page: InputOf<typeof listInvitations>) {
    return this.store.forTenant(tenantId, ({ invitations }) => invitations.list(page));
  }

  @Operation(createInvitation)
  createInvitation(@Caller() caller: Caller, @Input() input: InputOf<typeof createInvitation>) {
    return invite({ store: this.store, postman: this.postman }, caller, input);
  }

  @Operation(withdrawInvitation)
  withdrawInvitation(@Caller() caller: Caller, @Input() { id }: InputOf<typeof withdrawInvitation>) {
    return withdraw(this.store, caller, id);
  }

  @Operation(acceptInvitation)
  async acceptInvitation(
    @Visitor() visitor: Visitor,
    @Input() input: InputOf<typeof acceptInvitation>,
    @LoginCookie() cookie: LoginCookie,
  ) {
    const accepted = await accept(this.store, visitor, input);
    if (!accepted.ok) return accepted;
    cookie.set(accepted.value.login);
    return yes(accepted.value.member);
  }
}
