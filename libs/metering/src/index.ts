export { MOST_SAMPLES } from './metering.errors.js';
export { MeteringModule } from './metering.module.js';
export { RecordUsage, RecordUsageHandler, type UsageReceipt } from './record-usage.js';
export { type ChargedMeter, freeMeters, type Meter, type RejectionCode, type UsageFlag, type UsageType, usageTypes } from './sample.js';
export { leasesWithUnchargedUsage, markUsageCharged, type UnchargedUsage, unchargedUsage, type UsageKey } from './uncharged-usage.js';
