import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { ClearFaultHandler } from './clear-fault.js';
import { Convergence } from './convergence.js';
import type { Driver } from './driver.js';
import { DriverRegistry, DRIVERS, MORE_DRIVERS } from './driver-registry.js';
import { InjectFaultHandler } from './inject-fault.js';
import { ListFaultsHandler } from './list-faults.js';
import { ReadLogsHandler } from './read-logs.js';
import { SimulatedAgents } from './simulated-agents.js';
import { GetConductHandler, SetConductHandler } from './simulated-conduct.js';
import { SimulatedDriver } from './simulated-driver.js';
import { RuntimeSweeps } from './sweeps.js';

/** Runs what is claimed. Other drivers are contributed as `MORE_DRIVERS`. */
@Module({
  imports: [CqrsModule],
  providers: [
    SimulatedDriver,
    {
      provide: DRIVERS,
      useFactory: (simulated: SimulatedDriver, more: Driver[] = []): Driver[] => [simulated, ...more],
      inject: [SimulatedDriver, { token: MORE_DRIVERS, optional: true }],
    },
    { provide: DriverRegistry, useFactory: (drivers: Driver[]) => new DriverRegistry(drivers), inject: [DRIVERS] },
    Convergence,
    RuntimeSweeps,
    SimulatedAgents,
    InjectFaultHandler,
    ClearFaultHandler,
    ListFaultsHandler,
    ReadLogsHandler,
    SetConductHandler,
    GetConductHandler,
  ],
  exports: [Convergence, DriverRegistry, RuntimeSweeps, SimulatedAgents],
})
export class RuntimeModule {}
