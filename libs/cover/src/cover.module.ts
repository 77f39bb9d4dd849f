import { Global, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { LOSS_COVER } from '#libs/stake';

import { BackCoverHandler, ExitCoverHandler } from './back-cover.js';
import { BuyCoverHandler, QuoteCoverHandler } from './buy-cover.js';
import { CoverClaims } from './cover-claims.js';
import { CoverExits } from './cover-exits.js';
import { CoverLosses } from './cover-losses.js';
import { GetCoverHandler, GetCoverPoolHandler, GetCoverPositionHandler, ListCoversHandler } from './list-covers.js';

/** Global, since whoever has losses borne asks for `LOSS_COVER` by name and does not know of insurance. */
@Global()
@Module({
  imports: [CqrsModule],
  providers: [BackCoverHandler, ExitCoverHandler, QuoteCoverHandler, BuyCoverHandler, GetCoverPoolHandler, GetCoverPositionHandler, ListCoversHandler, GetCoverHandler, CoverClaims, CoverExits, { provide: LOSS_COVER, useClass: CoverLosses }],
  exports: [CoverClaims, CoverExits, LOSS_COVER],
})
export class CoverModule {}
