import {
  ChallengesAdminController, ChallengesController, DeviceChallengesAdminController, DeviceChallengesController, NetworkChallengesAdminController, NetworkChallengesController,
} from './challenges.controller.js';

export const challengeControllers = [
  ChallengesController, ChallengesAdminController, DeviceChallengesController, DeviceChallengesAdminController, NetworkChallengesController, NetworkChallengesAdminController,
];
