import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { operations } from '@parley/contract';
import { operationOf } from './operation.ts';

/** Stops the boot unless every operation of the contract has exactly one handler. */
@Injectable()
export class HandlerCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    const faults = findHandlerFaults(
      operations.map(({ name }) => name),
      this.handled(),
    );
    if (faults.length > 0) throw new Error(`The contract and its handlers disagree.\n${faults.join('\n')}`);
  }

  private handled(): string[] {
    return this.discovery.getControllers().flatMap(({ instance }) => {
      // oxlint-disable-next-line typescript/no-unsafe-assignment -- the prototype of a class: its methods, by their names
      const prototype: Record<string, object> = Object.getPrototypeOf(instance);
      return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
        const declaration = operationOf(prototype[method] ?? {});
        return declaration ? [declaration.name] : [];
      });
    });
  }
}

export const findHandlerFaults = (declared: readonly string[], handled: readonly string[]): string[] => {
  const count = (name: string) => handled.filter((other) => other === name).length;
  return [
    ...declared.filter((name) => count(name) === 0).map((name) => `${name} has no handler.`),
    ...declared.filter((name) => count(name) > 1).map((name) => `${name} has ${count(name)} handlers.`),
    ...handled.filter((name) => !declared.includes(name)).map((name) => `${name} is handled, but not in the contract.`),
  ];
};
