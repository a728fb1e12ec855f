import { Controller, Inject } from '@nestjs/common';
import { createToken, type InputOf, listTokens, regenerateToken, revokeToken } from '@parley/contract';
import type { Store } from '@parley/store';
import { Caller } from '../callers/caller.ts';
import { Input } from '../http/input.ts';
import { Operation } from '../http/operation.ts';
import { STORE } from '../providers.ts';
import { createNewToken } from './create-token.ts';
import { regenerate } from './regenerate-token.ts';
import { revoke } from './revoke-token.ts';

@Controller()
export class TokensController {
  constructor(@Inject(STORE) private readonly store: Store) {}

  @Operation(listTokens)
  listTokens(@Caller() { tenantId }: Caller, @Input() page: InputOf<typeof listTokens>) {
    return this.store.forTenant(tenantId, ({ tokens }) => tokens.list(page));
  }

  @Operation(createToken)
  createToken(@Caller() caller: Caller, @Input() input: InputOf<typeof createToken>) {
    return createNewToken(this.store, caller, input);
  }

  @Operation(regenerateToken)
  regenerateToken(@Caller() caller: Caller, @Input() { id }: InputOf<typeof regenerateToken>) {
    return regenerate(this.store, caller, id);
  }

  @Operation(revokeToken)
  revokeToken(@Caller() caller: Caller, @Input() { id }: InputOf<typeof revokeToken>) {
    return revoke(this.store, caller, id);
  }
}
