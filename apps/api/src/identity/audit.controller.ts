import { Controller, Get, Query, type Type } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { ListAudit } from '#libs/identity';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, CurrentActor, decodeCursor, foundQuery, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import type { Audience } from './audience.js';
import { auditPage } from './schemas.js';

const auditQuery = foundQuery('Part of what was done, or the beginning of who did it or of what it was done to', 'pool.').extend({
  subjectId: z.string().min(1).max(64).regex(/^[\w-]+$/).optional().meta({ description: 'Only what was done to this.' }),
  action: z.string().min(1).max(64).regex(/^[\w.-]+$/).optional().meta({ description: 'Only this action.' }),
});

/** Who did what: the log of whoever asks. */
export function auditController({ owner, prefix, named }: Audience): Type {
  @Controller(`${prefix}/audit`)
  @ApiTags(owner === 'tenant' ? 'identity' : owner)
  @OwnedBy(owner)
  class AuditController {
    constructor(private readonly queries: QueryBus) {}

    @Get()
    @ApiOperation({ operationId: named('list', 'AuditEntries'), summary: 'Read the audit log' })
    @Scopes('identity:read')
    @Answers(200, auditPage, { description: 'Entries, the newest first.' })
    @Refuses('key_limited_to_project')
    async list(@CurrentActor() actor: Actor, @Query({ schema: auditQuery }) { limit, cursor, ...filter }: z.infer<typeof auditQuery>) {
      return answerPage(await this.queries.execute(new ListAudit(actor, { limit, before: decodeCursor(cursor, z.int().min(0)) }, filter)));
    }
  }
  return AuditController;
}
