import { ChallengesAdminController, ChallengesController } from './challenges.controller.js';

export const challengeControllers = [ChallengesController, ChallengesAdminController];
