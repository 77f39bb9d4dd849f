import { type Filter } from './filter.js';
import { affinityFilter } from './filters/affinity.js';
import { anyOfTraitsFilter } from './filters/any-of-traits.js';
import { askFilter } from './filters/ask.js';
import { concentrationFilter } from './filters/concentration.js';
import { contactFilter } from './filters/contact.js';
import { excludedFilter } from './filters/excluded.js';
import { gpuFilter } from './filters/gpu.js';
import { jurisdictionFilter } from './filters/jurisdiction.js';
import { maintenanceFilter } from './filters/maintenance.js';
import { maintenanceAheadFilter } from './filters/maintenance-ahead.js';
import { operatorShareFilter } from './filters/operator-share.js';
import { regionFilter } from './filters/region.js';
import { resourcesFilter } from './filters/resources.js';
import { spreadFilter } from './filters/spread.js';
import { stateFilter } from './filters/state.js';
import { tierFilter } from './filters/tier.js';
import { traitsFilter } from './filters/traits.js';
import { volumesFilter } from './filters/volumes.js';

/** What is true of a host whatever is asked for. */
export const hostFilters: readonly Filter[] = [contactFilter, stateFilter, maintenanceFilter];

/** What does not change while a plan is made: hosts that pass these are found once for all requests with the same constraints. */
export const standingFilters: readonly Filter[] = [...hostFilters, jurisdictionFilter, regionFilter, traitsFilter, anyOfTraitsFilter];

/** What changes with every claim of the plan. */
export const movingFilters: readonly Filter[] = [excludedFilter, volumesFilter, maintenanceAheadFilter, tierFilter, resourcesFilter, gpuFilter, spreadFilter, affinityFilter, operatorShareFilter, concentrationFilter, askFilter];

export const allFilters: readonly Filter[] = [...standingFilters, ...movingFilters];
