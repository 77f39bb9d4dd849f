import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { Answers, OwnedBy } from '../platform/index.js';

const echo = z
  .strictObject({
    message: z.string().max(1_000),
    number: z.int().optional(),
    tags: z.array(z.string().max(64)).max(32).optional(),
  })
  .meta({ id: 'Echo', examples: [{ message: 'hello', number: 7, tags: ['a', 'b'] }] });

@Controller('v1/echo')
@ApiTags('system')
@OwnedBy('tenant', 'operator', 'platform')
export class EchoController {
  @Post()
  @ApiOperation({ operationId: 'echo', summary: 'Check connectivity', description: 'Answers what it was sent, after authenticating and validating it. Changes nothing.' })
  @Answers(200, echo, { description: 'What was sent.' })
  echo(@Body({ schema: echo }) body: z.infer<typeof echo>): z.infer<typeof echo> {
    return body;
  }
}
