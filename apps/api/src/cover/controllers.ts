import { AssessorController, CoverDisputesController } from './disputes.controller.js';
import { CoverPoolController, CoverPositionController, CoversController, EverybodysCoversController } from './covers.controller.js';

export const coverControllers = [CoverPoolController, CoverPositionController, CoversController, EverybodysCoversController, AssessorController, CoverDisputesController];
