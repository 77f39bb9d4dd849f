import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { BondReleases } from './bond-releases.js';
import { BondTokensHandler } from './bond-tokens.js';
import { BackDiversifiedHandler, ExitDiversifiedHandler, TransferDiversifiedHandler } from './diversified/back-diversified.js';
import { DiversifiedExits } from './diversified/diversified-exits.js';
import { DiversifiedRounds } from './diversified/diversified-rounds.js';
import { GetDiversifiedPoolHandler, GetDiversifiedPositionHandler } from './diversified/list-diversified.js';
import { ExitStakeHandler } from './exit-stake.js';
import { GetBondHandler } from './get-bond.js';
import { GetStakePoolHandler, GetStakePositionHandler, ListStakePoolsHandler } from './list-stake.js';
import { SetStakeTermsHandler } from './set-stake-terms.js';
import { StakeEarnings } from './stake-earnings.js';
import { StakeExits } from './stake-exits.js';
import { StakeTokensHandler } from './stake-tokens.js';
import { TransferSharesHandler } from './transfer-shares.js';
import { UnbondTokensHandler } from './unbond-tokens.js';

@Module({
  imports: [CqrsModule],
  providers: [
    BondTokensHandler, UnbondTokensHandler, GetBondHandler, BondReleases, SetStakeTermsHandler, StakeTokensHandler, ExitStakeHandler, TransferSharesHandler, ListStakePoolsHandler, GetStakePoolHandler,
    GetStakePositionHandler, StakeExits, StakeEarnings, BackDiversifiedHandler, ExitDiversifiedHandler, TransferDiversifiedHandler, GetDiversifiedPoolHandler, GetDiversifiedPositionHandler, DiversifiedExits, DiversifiedRounds,
  ],
  exports: [BondReleases, StakeExits, StakeEarnings, DiversifiedExits, DiversifiedRounds],
})
export class StakeModule {}
