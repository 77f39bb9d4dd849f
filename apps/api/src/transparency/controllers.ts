import { LogController } from './log.controller.js';
import { LeaseRoundsController, RoundsController } from './rounds.controller.js';
import { settlementProofControllers } from './settlement-proofs.controller.js';
import { StatementProofController } from './statement-proof.controller.js';

export const transparencyControllers = [LogController, StatementProofController, RoundsController, LeaseRoundsController, ...settlementProofControllers];
