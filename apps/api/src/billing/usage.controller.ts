import { Body, Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { RecordUsage, type UsageReceipt } from '#libs/metering';

import { Answers, CurrentActor, OwnedBy, Scopes } from '../platform/index.js';
import { usageBody, usageReceipt } from './schemas.js';

@Controller('v1/usage')
@ApiTags('metering')
@OwnedBy('operator', 'platform')
export class UsageController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @ApiOperation({ summary: 'Report usage', description: 'CloudEvents 1.0 in structured JSON, one or a batch of up to 1,000. Each is accepted or rejected by itself; sending it again is harmless.' })
  @ApiConsumes('application/cloudevents-batch+json', 'application/cloudevents+json', 'application/json')
  @Scopes('usage:write')
  @Answers(200, usageReceipt, { description: 'What became of each event.' })
  reportUsage(@CurrentActor() actor: Actor, @Body({ schema: usageBody }) body: z.infer<typeof usageBody>): Promise<UsageReceipt> {
    return this.commands.execute(new RecordUsage(actor, Array.isArray(body) ? body : [body]));
  }
}
