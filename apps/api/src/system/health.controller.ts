import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { Database } from '#libs/database';

import { Answers, Public, Refuses } from '../platform/index.js';

const health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });

@Controller('health')
@ApiTags('system')
@Public()
export class HealthController {
  constructor(private readonly database: Database) {}

  @Get('live')
  @ApiOperation({ operationId: 'getLiveness', summary: 'Whether the process runs' })
  @Answers(200, health, { description: 'It runs.' })
  live(): z.infer<typeof health> {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ operationId: 'getReadiness', summary: 'Whether the process can serve: its database answers' })
  @Answers(200, health, { description: 'It can serve.' })
  @Refuses('database_unavailable')
  async ready(): Promise<z.infer<typeof health>> {
    await this.database.ping();
    return { status: 'ok' };
  }
}
