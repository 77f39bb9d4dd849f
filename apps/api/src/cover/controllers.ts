import { AssessorController, CoverDisputesController, EverybodysDisputesController } from './disputes.controller.js';
import { CoverPoolController, CoverPoolsController, CoverPositionController, CoversController, EverybodysCoversController } from './covers.controller.js';

export const coverControllers = [CoverPoolController, CoverPoolsController, CoverPositionController, CoversController, EverybodysCoversController, AssessorController, CoverDisputesController, EverybodysDisputesController];
