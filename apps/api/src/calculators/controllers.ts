import { CalculatorsController } from './calculators.controller.js';

export const calculatorControllers = [CalculatorsController];
