import { LogController } from './log.controller.js';
import { LeaseRoundsController, RoundsController } from './rounds.controller.js';
import { AnyCoverProofController, AnyExitProofController, AnyPayoutProofController, AnyRewardProofController, AnySlashProofController, CoverProofController, DivisionProofController, ExitProofController, InflowProofController, OwnExitProofController, OwnInflowProofController, PayoutProofController, RewardProofController, SlashProofController } from './settlement-proofs.controller.js';
import { StatementProofController } from './statement-proof.controller.js';

export const transparencyControllers = [LogController, StatementProofController, RoundsController, LeaseRoundsController, SlashProofController, AnySlashProofController, RewardProofController, AnyRewardProofController, CoverProofController, AnyCoverProofController, InflowProofController, OwnInflowProofController, ExitProofController, OwnExitProofController, AnyExitProofController, DivisionProofController, PayoutProofController, AnyPayoutProofController];
