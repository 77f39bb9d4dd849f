import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { Authenticator } from './authenticator.js';

@Module({
  imports: [CqrsModule],
  providers: [Authenticator],
  exports: [Authenticator],
})
export class IdentityModule {}
