import type { ModulesContainer } from '@nestjs/core';
import { Command, Query } from '@nestjs/cqrs';

/** Where @nestjs/cqrs notes what a handler handles; it does not export the names. A test fails if they change. */
const HANDLES = ['__commandHandler__', '__queryHandler__'];

type Class = abstract new (...parameters: never[]) => unknown;

/**
 * Refuses to start when a command or query that a lib exports has no handler, or two: @nestjs/cqrs would let the last
 * one win, and would find a missing one only when it is asked for.
 */
export function checkHandlers(container: ModulesContainer, libs: readonly object[]): void {
  const handlers = handlersByMessage(container);
  const faults: string[] = [];
  for (const message of libs.flatMap((lib) => Object.values(lib)).filter(isMessage)) {
    if (!handlers.has(message)) faults.push(`${message.name} has no handler`);
  }
  for (const [message, names] of handlers) {
    if (names.size > 1) faults.push(`${message.name} has ${names.size} handlers: ${[...names].join(', ')}`);
  }
  if (faults.length > 0) throw new Error(`commands and queries must have exactly one handler: ${faults.join('; ')}`);
}

function handlersByMessage(container: ModulesContainer): Map<Class, Set<string>> {
  const found = new Map<Class, Set<string>>();
  for (const module of container.values()) {
    for (const { metatype } of module.providers.values()) {
      if (typeof metatype !== 'function') continue;
      for (const metadata of HANDLES) {
        const message = Reflect.getMetadata(metadata, metatype) as Class | undefined;
        if (!message) continue;
        found.set(message, (found.get(message) ?? new Set()).add(`${metatype.name} in ${module.name}`));
      }
    }
  }
  return found;
}

function isMessage(exported: unknown): exported is Class {
  return typeof exported === 'function' && (exported.prototype instanceof Command || exported.prototype instanceof Query);
}
