import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { MeteringModule } from '#libs/metering';

import { Meters } from './meters.js';
import { Presence } from './presence.js';

@Module({ imports: [CqrsModule, MeteringModule], providers: [Meters, Presence], exports: [Meters, Presence] })
export class GatewayDataModule {}
