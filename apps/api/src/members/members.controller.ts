import { Controller, Inject } from '@nestjs/common';
import { addMember, changeMember, type InputOf, listMembers, removeMember } from '@parley/contract';
import type { Store } from '@parley/store';
import { Caller } from '../callers/caller.ts';
import { Input } from '../http/input.ts';
import { Operation } from '../http/operation.ts';
import { STORE } from '../providers.ts';
import { addNewMember } from './add-member.ts';
import { changeRole } from './change-member.ts';
import { remove } from './remove-member.ts';

@Controller()
export class MembersController {
  constructor(@Inject(STORE) private readonly store: Store) {}

  @Operation(listMembers)
  listMembers(@Caller() { tenantId }: Caller, @Input() page: InputOf<typeof listMembers>) {
    return this.store.forTenant(tenantId, ({ members }) => members.list(page));
  }

  @Operation(addMember)
  addMember(@Caller() caller: Caller, @Input() input: InputOf<typeof addMember>) {
    return addNewMember(this.store, caller, input);
  }

  @Operation(changeMember)
  changeMember(@Caller() caller: Caller, @Input() input: InputOf<typeof changeMember>) {
    return changeRole(this.store, caller, input);
  }

  @Operation(removeMember)
  removeMember(@Caller() caller: Caller, @Input() { id }: InputOf<typeof removeMember>) {
    return remove(this.store, caller, id);
  }
}
