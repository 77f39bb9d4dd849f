import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { AppealSlashHandler } from './appeal-slash.js';
import { DecideOnSlashHandler } from './decide-on-slash.js';
import { GetSlashHandler, ListOperatorFaultsHandler, ListSlashesHandler } from './list-faults.js';
import { OperatorFaults } from './operator-faults.js';
import { PlatformWatch } from './platform-watch.js';
import { ReportFaultHandler } from './report-fault.js';

@Module({
  imports: [CqrsModule],
  providers: [AppealSlashHandler, DecideOnSlashHandler, ListOperatorFaultsHandler, ListSlashesHandler, GetSlashHandler, ReportFaultHandler, OperatorFaults, PlatformWatch],
  exports: [OperatorFaults, PlatformWatch],
})
export class TrustModule {}
