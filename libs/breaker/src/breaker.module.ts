import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { GetBreakerHandler, GetFlowStatusHandler, ListBreakersHandler } from './list-breakers.js';
import { ReleaseBreakerHandler } from './release-breaker.js';
import { TripBreakerHandler } from './trip-breaker.js';

@Module({ imports: [CqrsModule], providers: [TripBreakerHandler, ReleaseBreakerHandler, ListBreakersHandler, GetBreakerHandler, GetFlowStatusHandler] })
export class BreakerModule {}
