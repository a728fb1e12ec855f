import 'reflect-metadata';
import { no, operation, yes } from '@parley/contract';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { Operation, operationOf } from './operation.ts';

// What is marked with @ts-expect-error is the promise here: `npm run check` fails if one of them begins to compile.

const findThing = operation({
  name: 'things.find',
  summary: 'Find a thing.',
  scope: null,
  input: z.strictObject({}),
  output: z.object({ size: z.number() }),
  errors: ['not_found'],
  http: { method: 'get', path: '/api/v1/things/{id}', status: 200 },
});

class Things {
  @Operation(findThing)
  right(isThere: boolean) {
    return isThere ? yes({ size: 1 }) : no('not_found');
  }

  // @ts-expect-error the contract promises a number
  @Operation(findThing)
  wrongShape() {
    return yes({ size: 'large' });
  }

  // @ts-expect-error the contract does not name this failure
  @Operation(findThing)
  undeclaredFailure() {
    return no('body_too_large');
  }

  // @ts-expect-error a bare value is no Result
  @Operation(findThing)
  noResult() {
    return { size: 1 };
  }
}

it('marks a handler with its operation, and leaves the handler as it was', () => {
  expect(operationOf(Things.prototype.right)).toBe(findThing);
  expect(new Things().right(true)).toEqual({ ok: true, value: { size: 1 } });
  expect(operationOf(() => {})).toBeUndefined();
});

it('turns the path of the contract into one the router reads', () => {
  expect(Reflect.getMetadata('path', Things.prototype.right)).toBe('/api/v1/things/:id');
});
