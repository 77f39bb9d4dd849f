import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { RuntimeModule } from '#libs/runtime';

import { Challenges } from './challenges.js';
import { ListChallengesHandler } from './list-challenges.js';

@Module({ imports: [CqrsModule, RuntimeModule], providers: [Challenges, ListChallengesHandler], exports: [Challenges] })
export class ChallengeModule {}
