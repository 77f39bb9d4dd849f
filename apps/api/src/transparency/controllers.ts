import { LogController } from './log.controller.js';
import { LeaseRoundsController, RoundsController } from './rounds.controller.js';
import { AnyCoverProofController, AnyExitProofController, AnyRewardProofController, AnySlashProofController, CoverProofController, DivisionProofController, ExitProofController, InflowProofController, OwnExitProofController, OwnInflowProofController, RewardProofController, SlashProofController } from './settlement-proofs.controller.js';
import { StatementProofController } from './statement-proof.controller.js';

export const transparencyControllers = [LogController, StatementProofController, RoundsController, LeaseRoundsController, SlashProofController, AnySlashProofController, RewardProofController, AnyRewardProofController, CoverProofController, AnyCoverProofController, InflowProofController, OwnInflowProofController, ExitProofController, OwnExitProofController, AnyExitProofController, DivisionProofController];
