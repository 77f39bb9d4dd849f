import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { GetConsistencyHandler } from './get-consistency.js';
import { GetLogHandler } from './get-log.js';
import { GetRoundProofHandler } from './get-round-proof.js';
import { GetRoundInputsHandler, ReplayPlacementRoundHandler } from './replay-placement-round.js';
import { GetCoverProofHandler } from './get-cover-proof.js';
import { GetDivisionProofHandler } from './get-division-proof.js';
import { GetExitProofHandler } from './get-exit-proof.js';
import { GetInflowProofHandler } from './get-inflow-proof.js';
import { GetPayoutProofHandler } from './get-payout-proof.js';
import { GetRewardProofHandler } from './get-reward-proof.js';
import { GetChallengeProofHandler } from './get-challenge-proof.js';
import { GetSlashProofHandler } from './get-slash-proof.js';
import { GetStatementProofHandler } from './get-statement-proof.js';
import { ListHeadsHandler } from './list-heads.js';
import { TransparencyLog } from './transparency-log.js';

@Module({ imports: [CqrsModule], providers: [TransparencyLog, GetLogHandler, ListHeadsHandler, GetConsistencyHandler, GetStatementProofHandler, GetSlashProofHandler, GetChallengeProofHandler, GetRewardProofHandler, GetCoverProofHandler, GetInflowProofHandler, GetExitProofHandler, GetDivisionProofHandler, GetPayoutProofHandler, GetRoundProofHandler, ReplayPlacementRoundHandler, GetRoundInputsHandler], exports: [TransparencyLog] })
export class TransparencyModule {}
