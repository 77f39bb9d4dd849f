import { Module } from '@nestjs/common';

import { RecordUsageHandler } from './record-usage.js';

@Module({ providers: [RecordUsageHandler] })
export class MeteringModule {}
