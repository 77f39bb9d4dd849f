import { Module } from '@nestjs/common';

import { DecideUsageHandler } from './decide-usage.js';
import { ListHeldUsageHandler, ListReviewedUsageHandler } from './list-held-usage.js';
import { RecordUsageHandler } from './record-usage.js';

@Module({ providers: [RecordUsageHandler, DecideUsageHandler, ListHeldUsageHandler, ListReviewedUsageHandler] })
export class MeteringModule {}
