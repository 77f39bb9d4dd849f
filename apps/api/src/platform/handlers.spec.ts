import { Module, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Command, CommandHandler, CqrsModule, Query, QueryHandler } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import { describe, expect, test } from 'vitest';

import { checkHandlers } from './handlers.js';

class Pour extends Command<string> {}
class Measure extends Query<number> {}

@CommandHandler(Pour)
class PourHandler {
  execute = async () => 'poured';
}

@CommandHandler(Pour)
class SecondPourHandler {
  execute = async () => 'spilt';
}

@QueryHandler(Measure)
class MeasureHandler {
  execute = async () => 1;
}

async function check(providers: Type[]): Promise<void> {
  @Module({ imports: [CqrsModule], providers })
  class Pours {}
  const app = await Test.createTestingModule({ imports: [Pours] }).compile();
  checkHandlers(app.get(ModulesContainer), [{ Pour, Measure, limit: 7, helper: () => undefined }]);
}

describe('boot', () => {
  test('goes on when each command and query has its handler', async () => {
    await expect(check([PourHandler, MeasureHandler])).resolves.toBeUndefined();
  });

  test('stops at a message without a handler, and names it', async () => {
    await expect(check([PourHandler])).rejects.toThrow('Measure has no handler');
  });

  test('stops at a message with two', async () => {
    await expect(check([PourHandler, SecondPourHandler, MeasureHandler])).rejects.toThrow(/Pour has 2 handlers: PourHandler in Pours, SecondPourHandler in Pours/);
  });
});
