import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { BackCoverHandler, ExitCoverHandler } from './back-cover.js';
import { BuyCoverHandler, QuoteCoverHandler } from './buy-cover.js';
import { CoverClaims } from './cover-claims.js';
import { CoverExits } from './cover-exits.js';
import { GetCoverHandler, GetCoverPoolHandler, GetCoverPositionHandler, ListCoversHandler } from './list-covers.js';

@Module({
  imports: [CqrsModule],
  providers: [BackCoverHandler, ExitCoverHandler, QuoteCoverHandler, BuyCoverHandler, GetCoverPoolHandler, GetCoverPositionHandler, ListCoversHandler, GetCoverHandler, CoverClaims, CoverExits],
  exports: [CoverClaims, CoverExits],
})
export class CoverModule {}
