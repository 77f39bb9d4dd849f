import { ChangeRulesController, RulesController } from './rules.controller.js';

export const rulesControllers = [RulesController, ChangeRulesController];
