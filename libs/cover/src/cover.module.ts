import { Global, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { LOSS_COVER } from '#libs/stake';

import { DepositToAssessHandler, GetAssessorHandler, StopAssessingHandler } from './assess-cover.js';
import { BackCoverHandler, ExitCoverHandler } from './back-cover.js';
import { BuyCoverHandler, QuoteCoverHandler } from './buy-cover.js';
import { CoverClaims } from './cover-claims.js';
import { CoverDisputes } from './cover-disputes.js';
import { CoverExits } from './cover-exits.js';
import { CoverLosses } from './cover-losses.js';
import { DisputeCoverHandler, VoteOnDisputeHandler } from './dispute-cover.js';
import { GetCoverHandler, GetCoverPoolHandler, GetCoverPositionHandler, ListCoverPoolsHandler, ListCoversHandler } from './list-covers.js';
import { GetDisputeHandler, ListDisputesHandler } from './list-disputes.js';

/** Global, since whoever has losses borne asks for `LOSS_COVER` by name and does not know of insurance. */
@Global()
@Module({
  imports: [CqrsModule],
  providers: [
    BackCoverHandler, ExitCoverHandler, QuoteCoverHandler, BuyCoverHandler, GetCoverPoolHandler, GetCoverPositionHandler, ListCoverPoolsHandler, ListCoversHandler, GetCoverHandler, DepositToAssessHandler, StopAssessingHandler, GetAssessorHandler,
    DisputeCoverHandler, VoteOnDisputeHandler, ListDisputesHandler, GetDisputeHandler, CoverClaims, CoverDisputes, CoverExits, { provide: LOSS_COVER, useClass: CoverLosses },
  ],
  exports: [CoverClaims, CoverDisputes, CoverExits, LOSS_COVER],
})
export class CoverModule {}
