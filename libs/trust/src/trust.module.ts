import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { AppealSlashHandler } from './appeal-slash.js';
import { DecideOnSlashHandler } from './decide-on-slash.js';
import { GetSlashHandler, ListOperatorFaultsHandler, ListSlashesHandler } from './list-faults.js';
import { OperatorFaults } from './operator-faults.js';
import { PlatformWatch } from './platform-watch.js';
import { GetReputationHandler, ListReputationHandler } from './reputation/get-reputation.js';
import { Reputations } from './reputation/reputations.js';
import { ReportFaultHandler } from './report-fault.js';

@Module({
  imports: [CqrsModule],
  providers: [AppealSlashHandler, DecideOnSlashHandler, ListOperatorFaultsHandler, ListSlashesHandler, GetSlashHandler, GetReputationHandler, ListReputationHandler, ReportFaultHandler, OperatorFaults, PlatformWatch, Reputations],
  exports: [OperatorFaults, PlatformWatch, Reputations],
})
export class TrustModule {}
