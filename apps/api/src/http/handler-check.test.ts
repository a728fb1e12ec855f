import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { listPlans, yes } from '@parley/contract';
import { expect, it } from 'vitest';
import { findHandlerFaults, HandlerCheck } from './handler-check.ts';
import { Operation } from './operation.ts';

it('is content when every operation has exactly one handler', () => {
  expect(findHandlerFaults(['a.get', 'b.get'], ['b.get', 'a.get'])).toEqual([]);
});

it('names an operation without a handler, one with two, and a handler of nothing in the contract', () => {
  expect(findHandlerFaults(['a.get', 'b.get'], ['b.get', 'b.get', 'c.get'])).toEqual([
    'a.get has no handler.',
    'b.get has 2 handlers.',
    'c.get is handled, but not in the contract.',
  ]);
});

class OneHandler {
  @Operation(listPlans)
  list() {
    return yes({ data: [], next_cursor: null });
  }
}
Controller()(OneHandler);

class AnotherHandler extends OneHandler {}
Controller()(AnotherHandler);

it('stops the boot when an operation has no handler, or two', async () => {
  class IncompleteModule {}
  Module({
    imports: [DiscoveryModule],
    controllers: [OneHandler, AnotherHandler],
    providers: [HandlerCheck],
  })(IncompleteModule);
  const boot = NestFactory.createApplicationContext(IncompleteModule, { logger: false, abortOnError: false });
  await expect(boot).rejects.toThrow(/account\.get has no handler\.\n(.*\n)*plans\.list has 2 handlers\./);
});
