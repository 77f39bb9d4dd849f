import { CoverPoolController, CoverPositionController, CoversController, EverybodysCoversController } from './covers.controller.js';

export const coverControllers = [CoverPoolController, CoverPositionController, CoversController, EverybodysCoversController];
