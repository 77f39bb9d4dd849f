export { FaultsController } from './faults.controller.js';
