import { Body, Controller, Delete, Get, Param, Post, Query, type Type } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { CreateKey, GetKey, type IssuedKey, type KeyView, ListKeys, RevokeKey } from '#libs/identity';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, createdPage, CurrentActor, foundQuery, IdempotencyKey, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import type { Audience } from './audience.js';
import { issuedKey, keyInput, keyPage, keyView } from './schemas.js';

const path = z.strictObject({ keyId: idSchema('apiKey') });
const listQuery = foundQuery('Part of the name, or the beginning of the id or of `prefix`', 'ci');

/** API keys of whoever asks; the same for tenants, operators and the platform. */
export function keysController({ owner, prefix, named }: Audience): Type {
  @Controller(`${prefix}/keys`)
  @ApiTags(owner === 'tenant' ? 'identity' : owner)
  @OwnedBy(owner)
  class KeysController {
    constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

    @Get()
    @ApiOperation({ operationId: named('list', 'Keys'), summary: 'List API keys' })
    @Scopes('identity:read')
    @Answers(200, keyPage, { description: 'Keys, the oldest first, revoked ones included.' })
    async list(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) query: z.infer<typeof listQuery>) {
      return answerPage(await this.queries.execute(new ListKeys(actor, createdPage(query))));
    }

    @Post()
    @ApiOperation({ operationId: named('create', 'Key'), summary: 'Make an API key', description: 'It may do no more than its role, and no more than the key that makes it.' })
    @Scopes('identity:write')
    @Answers(201, issuedKey, { description: 'The new key. Its secret is shown this once.' })
    @Refuses('scopes_exceeded', 'not_found', 'idempotency_key_reused')
    create(@CurrentActor() actor: Actor, @Body({ schema: keyInput }) input: z.infer<typeof keyInput>, @IdempotencyKey() key?: string): Promise<IssuedKey> {
      return this.commands.execute(new CreateKey(actor, input, key));
    }

    @Get(':keyId')
    @ApiOperation({ operationId: named('get', 'Key'), summary: 'Read an API key' })
    @Scopes('identity:read')
    @Answers(200, keyView, { description: 'The key, without its secret.' })
    @Refuses('not_found')
    get(@CurrentActor() actor: Actor, @Param({ schema: path }) { keyId }: z.infer<typeof path>): Promise<KeyView> {
      return this.queries.execute(new GetKey(actor, keyId));
    }

    @Delete(':keyId')
    @ApiOperation({ operationId: named('revoke', 'Key'), summary: 'Revoke an API key', description: 'It is refused everywhere within a second. Again is harmless.' })
    @Scopes('identity:write')
    @Answers(200, keyView, { description: 'The revoked key.' })
    @Refuses('not_found')
    revoke(@CurrentActor() actor: Actor, @Param({ schema: path }) { keyId }: z.infer<typeof path>): Promise<KeyView> {
      return this.commands.execute(new RevokeKey(actor, keyId));
    }
  }
  return KeysController;
}
