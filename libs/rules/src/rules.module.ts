import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { GetRulesHandler, ListRulesHandler } from './get-rules.js';
import { ProposeRulesHandler } from './propose-rules.js';
import { WithdrawRulesHandler } from './withdraw-rules.js';

@Module({ imports: [CqrsModule], providers: [ProposeRulesHandler, WithdrawRulesHandler, GetRulesHandler, ListRulesHandler] })
export class RulesModule {}
