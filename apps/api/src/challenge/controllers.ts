import { ChallengesAdminController, ChallengesController, DeviceChallengesAdminController, DeviceChallengesController } from './challenges.controller.js';

export const challengeControllers = [ChallengesController, ChallengesAdminController, DeviceChallengesController, DeviceChallengesAdminController];
