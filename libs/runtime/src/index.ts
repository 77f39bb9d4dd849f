export { askReplica, type ReplicaRequest } from './ask-replica.js';
export { ClearFault, ClearFaultHandler } from './clear-fault.js';
export { Convergence, type Converged } from './convergence.js';
export { difference, type Difference, fingerprintOf, isSettled } from './difference.js';
export {
  type ClusterRef, ClusterUnreachable, type DesiredReplica, type DesiredVolume, type DesiredWorkloads, type KeptVolumes, type Driver, type LogLine, type LogOptions, type ObservedReplica,
  type PresentLease, type PullCredential, replicaReasons, type ReplicaReason, type ReplicaRef, type ReplicaState, replicaStates, ReplicaUnreachable, type WorkloadSpec,
} from './driver.js';
export { type DiskFunction, type DiskWork, diskWorkload, diskWorkOf, isDiskRoundRight, readRounds, simulatedRounds } from './disk-work.js';
export { DriverRegistry, DRIVERS, MORE_DRIVERS } from './driver-registry.js';
export { type FaultInput, type FaultView } from './fault.js';
export { followLease } from './follow-lease.js';
export {
  type GpuAnswer, type GpuConduct, gpuConducts, type GpuFunction, gpuFunctions, type GpuWork, gpuWorkload, gpuWorkOf, isGpuRoundRight, mostGpuLines, readGpuAnswer, simulatedGpuAnswer,
} from './gpu-work.js';
export { InjectFault, InjectFaultHandler } from './inject-fault.js';
export { ListFaults, ListFaultsHandler } from './list-faults.js';
export {
  isRoundRight, lineOf, type MemoryWork, mostLines, readAnswer, simulatedAnswer, type WorkAnswer, type WorkConduct, workConducts, type WorkFunction, workFunctions, workloadOf, workOf,
} from './memory-work.js';
export {
  MIB, type NetworkConduct, networkConducts, type NetworkFunction, networkFunctions, type NetworkWork, readSimulatedStream, sendingWorkload, sendsStreams, simulatedStream, simulatedStreamPath,
  STREAM_PORT, streamCheck, streamKey, streamPath,
} from './network-work.js';
export { type ReplicaLine } from './merge-lines.js';
export { type Received, receiveStream } from './receive-stream.js';
export { type LogRequest, type OpenLogs, ReadLogs } from './read-logs.js';
export { runtimeProblems } from './runtime.errors.js';
export { RuntimeModule } from './runtime.module.js';
export { SimulatedAgents, type UsageEvent, type UsageSink } from './simulated-agents.js';
export { type FaultKind, faultKinds } from './simulated-behaviour.js';
export { type Conducts, type ConductView, GetConduct, SetConduct } from './simulated-conduct.js';
export { SimulatedDriver } from './simulated-driver.js';
export {
  DATA_PORT, DATA_VOLUME, dataFrom, type DataFunction, dataFunctions, type DeviceConduct, deviceConducts, isLost, keepingWorkload, keepsData, leafProof, questionPath, readProofs, simulatedKeepPath, type StoredData,
} from './stored-data.js';
export { RuntimeSweeps } from './sweeps.js';
