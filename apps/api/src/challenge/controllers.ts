export { challengeControllers } from './challenges.controller.js';
